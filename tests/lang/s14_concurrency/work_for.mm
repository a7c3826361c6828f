// Work.for(secs) is done after so many seconds.
// skip: Work is not part of this version
let t = Time.mono
Work.for(0.05).result
say Time.mono - t >= 0.045     // expect: true
