// Work.til(time) is done at that time of Time.now; one in the past at once.
let t = Time.mono
Work.til(Time.now + 0.05).result
say Time.mono - t >= 0.04        // expect: true
Work.til(Time.now - 100).result
Work.for(0).result
Work.for(-5).result
say Work.for(1000).status        // expect: Do
say 'done'                       // expect: done
exit 0
