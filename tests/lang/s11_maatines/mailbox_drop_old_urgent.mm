// A full mailbox that drops the old makes room for an urgent message by dropping others, the oldest first; only when there are none but
// urgent ones the oldest of these goes.
let me = Ma.self
fn receiver {
    Ma.spawn({||
        receive { when 'begin' { } }
        let seen = []
        loop { receive { when x { seen.push(x) } after 0 { break } } }
        me <- seen
    }, mailbox => 3, overflow => 'drop_old')
}
fn waits(p) { while Ma.info(p, 'state') != 'waiting' { Ma.yield } }
let p = receiver()
for ^9 -> i { p <- i }
Ma.send(p, 'first', urgent => true)
for 10..12 -> i { p <- i }
Ma.send(p, 'second', urgent => true)
waits(p)
Ma.send(p, 'begin', urgent => true)
say receive { when seen { seen } }                     // expect: ['first', 'second']
let q = receiver()
for ^5 -> i { Ma.send(q, i, urgent => true) }
waits(q)
Ma.send(q, 'begin', urgent => true)
say receive { when seen { seen } }                     // expect: [3, 4]
// What a receive has passed over is dropped like any other.
let r = receiver()
for ^6 -> i {
    r <- i
    waits(r)
}
Ma.send(r, 'begin', urgent => true)
say receive { when seen { seen } }                     // expect: [4, 5]
