// join: the reason, of one that is gone too, of many waiters, of itself; with a timeout.
let p = ma { sleep 0.03; exit_ma([1, 'why']) }
let me = Ma.self
let js = ma for ^5 { me <- p.join }
say p.join                                     // expect: [1, 'why']
say (^5).map({|_| receive { when x { x } } }).all {|x| x == [1, 'why'] }     // expect: true
say p.join, ' ', p.join(timeout => 0)          // expect: [1, 'why'] [1, 'why']
try { (ma { sleep 1 }).join(timeout => 0.01) } catch TimeoutError { say 'timeout' }     // expect: timeout
let e = (ma { die 'broken' }).join
say e isa Error, ' ', e.message                // expect: true broken
let k = ma { sleep 100 }
Ma.exit(k, 'kill')
say k.join                                     // expect: killed
try { Ma.self.join(timeout => 0.01) } catch e { say e isa Error }    // expect: true
// expect error: broken
// expect status: 0
exit 0
