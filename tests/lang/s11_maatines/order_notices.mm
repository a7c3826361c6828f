// Exit and DOWN notices keep their place among the messages of the same sender; a result comes before the end.
let me = Ma.self
Ma.trap_exits(true)
let ok = true
for ^200 -> i {
    let p = Ma.spawn({|| me <- ['r', i, 1]; me <- ['r', i, 2]; exit_ma(i) }, link => true)
    let ref = Ma.monitor(p)
    let seen = []
    for ^4 { seen.push(receive { when ['r', (i), k] { k } when ['EXIT', (p), _] { 'EXIT' } when ['DOWN', (ref), (p), _] { 'DOWN' } }) }
    ok = false if seen[0] != 1 or seen[1] != 2
}
say ok                                                   // expect: true
