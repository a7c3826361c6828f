// Crash reports (R38): for main and plain maatines, once; not for tasks, Works and ends by exit signals.
let me = Ma.self
try { concurrent { spawn { die 'task error' } } } catch e { say e.message }      // expect: task error
try { (Work.does { die 'work error' }).result } catch e { say e.message }        // expect: work error
let p = ma { sleep 10 }
Ma.exit(p, 'signal reason')
say p.join                                                                       // expect: signal reason
let q = Ma.spawn({|| Ma.link(ma { die 'plain error' }); sleep 10 })
say q.join.message                                                               // expect: plain error
// expect error: plain error
// expect status: 0
