// An Array that is written where it is sent: to the living, the dead, a name, a bounded mailbox; with elements of any kind.
let me = Ma.self
let part = [1]
let dead = ma { 1 }
let m = Ma.monitor(dead)
receive { when ['DOWN', _, _, _] { } }
Ma.dead_letters(me)
dead <- ['lost', 1]
receive { when ['DEAD_LETTER', (dead), what] { say what } }

fn sum(n, total) {
    return total if n == 0
    receive { when [a, b] { sum(n - 1, total + a * b) } }
}
let adder = Ma.spawn({ me <- ['sum', sum(100, 0)] }, mailbox => 3)
for 1..100 -> i { adder <- [i, 2] }
say receive { when ['sum', s] { s } }

Ma.register('here', me)
'here' <- ['by name', part, "made {part.len}", 1.5, nil, {a => part}]
part.push(2)
say receive { when x { x } }
me <- [me == Ma.self]
say receive { when x { x } }
me <- [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18]
say receive { when x { x.len } }
me <- []
say receive { when x { x } }
let shared_parts = [part, part]
me <- [shared_parts[0], shared_parts[1]]
let both = receive { when x { x } }
both[0].push('same')
say both
// expect: ['lost', 1]
// expect: 10100
// expect: ['by name', [1], 'made 1', 1.5, nil, {a => [1]}]
// expect: [true]
// expect: 18
// expect: []
// expect: [[1, 2, 'same'], [1, 2, 'same']]
