// Work.for(secs) is done after so many seconds.
let t = Time.mono
Work.for(0.05).result
say Time.mono - t >= 0.045     // expect: true
