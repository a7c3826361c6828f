// Tasks send to each other and to their owner, also while they are cancelled.
// flags: --sched-seed 7
let me = Ma.self
concurrent {
    let a = spawn { me <- ['a', Ma.self]; receive { when ['peer', p] { p <- ['hello', Ma.self]; receive { when x { x } } } } }
    let b = spawn { me <- ['b', Ma.self]; receive { when ['hello', p] { p <- 'back'; 'got' } } }
    let pa = receive { when ['a', p] { p } }
    let pb = receive { when ['b', p] { p } }
    pa <- ['peer', pb]
}
say a, ' ', b    // expect: back got
let n = 0
try { concurrent { for ^5 -> i { spawn { try { sleep 99 } finally { me <- i } } }; sleep 0.02; die 'x' } } catch { loop { receive { when Num -> k { n += 1 } after 0 { break } } } }
say n            // expect: 5
