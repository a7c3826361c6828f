// Receivers of a channel are served in the order in which they came; so are those that wait with values.
// flags: --sched-seed 7
let ch = Chan.new
let me = Ma.self
let ps = []
for ^5 -> i { ps.push(ma { me <- 'waits'; me <- [i, <-ch] }); receive { when 'waits' { } }; sleep 0.02 }
let got = []
for ^5 -> k { ch <- k; receive { when [i, v] { got.push([i, v]) } } }
say got                                        // expect: [[0, 0], [1, 1], [2, 2], [3, 3], [4, 4]]
for ^5 -> i { ma { me <- 'waits'; ch <- i }; receive { when 'waits' { } }; sleep 0.02 }
say (^5).map {|_| <-ch }                       // expect: [0, 1, 2, 3, 4]
