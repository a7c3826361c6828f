// A maatine that only receives, and never makes an object itself, frees what it has received.
fn sum(left, acc) {
    while left > 0 {
        receive { when [_, k] { acc += k } }
        left--
    }
    acc
}

let c = ma { sum(200_000, 0) }
let ref = Ma.monitor(c)
let most = 0
for 1..200_000 -> i {
    c <- ['x', i]
    if i % 1000 == 0 {
        while (Ma.info(c, 'mailbox') \\ 0) > 0 { Ma.yield }
        most = [most, Ma.info(c, 'memory') \\ 0].max
    }
}
receive { when ['DOWN', (ref), _, why] { say why } } // expect: normal
say most < 1_000_000 // expect: true
