// What happens within a second, at most so much of it, and only of what was asked for.
use Observer
fn work(x) { x + 1 }
let p = Ma.spawn({ loop { receive { when ['put', x] { work(x) } } } }, label => 'worker')
ma { loop { p <- ['put', 1]; sleep 0.005 } }
sleep 0.02
let seen = Observer.trace(['receives'], of => p, call => 'work', rate => 100, secs => 0.5)
say seen.any {|e| e<what> == 'receive' and e<text> == "['put', 1]" and e<id> === p }   // expect: true
say seen.any {|e| e<what> == 'call' and e<text> == 'work(1)' }                          // expect: true
say seen.all {|e| e<what> == 'receive' or e<what> == 'call' }                           // expect: true
say seen.len <= 70                                                                      // expect: true
try { Observer.trace(['sends'], call => 'nosuch', secs => 0.1) } catch e { say e.message }   // expect: no function is named nosuch
say Observer.trace(['ends'], secs => 0.05)                                              // expect: []
exit 0
