// The time of a receive ended what a guard in it waited for without a limit.
// flags: --sched-seed 1
let me = Ma.self
let s = ma { loop { receive { when ['call', from, x] { sleep 2; reply(from, x) } } } }
let ch = Chan.new
fn later(f) { ma { sleep 0.5; me <- 'm' }; ma { sleep 2; ch <- 1 }; try { f() } catch e { e.^name } }
say later({ receive { when x if Ma.call(s, x, timeout => Inf) == 'm' { "took {x}" } after 1 { 'after' } } })       // expect: took m
say <-ch                                                                                                          // expect: 1
let slow = ma { sleep 2 }
say later({ receive { when x if slow.join == 'normal' { "took {x}" } after 1 { 'after' } } })                      // expect: took m
say <-ch                                                                                                          // expect: 1
say later({ receive { when x if select { when v = <-ch { v } } == 1 { "took {x}" } after 1 { 'after' } } })        // expect: took m
// What is refused after that is not waited for again.
say later({ receive { when x if !(<-ch) { x } after 1 { 'after' } } })                                            // expect: after
Ma.exit(s, 'kill')
