// What a receive has refused is not looked at again by it; everything else about the order stays as it is.
let me = Ma.self
fn fill(n) { for 1..n -> i { Ma.self <- ['old', i] } }
fn scan { receive { when ['new', v] { v } } after 0 { nil } }
fn other { receive { when ['old', 7] { 'seven' } when ['new', v] { v } } after 0 { nil } }

fill(100)
say scan().dump // expect: nil
me <- ['new', 1]
say scan() // expect: 1
say scan().dump // expect: nil

// another receive looks at all of them
say other() // expect: seven
say other().dump // expect: nil

// the messages up to the mark leave one by one, from the end and from the front
let four = [100, 1, 2, 99].map {|n| receive { when ['old', (n)] { n } } }
say four.join(' ') // expect: 100 1 2 99
me <- ['new', 2]
say scan() // expect: 2

// an urgent one stands in front
Ma.send(me, ['new', 3], urgent => true)
say scan() // expect: 3
Ma.send(me, ['new', 4], urgent => true)
me <- ['new', 5]
say scan(), ' ', scan() // expect: 4 5

// a pin is no constant
fn pinned(n) { receive { when ['old', (n)] { n } } after 0 { nil } }
say pinned(1000).dump, ' ', pinned(50) // expect: nil 50

let left = 0
while receive { when ['old', _] { true } } after 0 { false } { left++ }
say left // expect: 94
say Ma.info(me, 'mailbox') // expect: 0

// a guard that changes a message makes it match where it was refused
for 1..50 -> i { me <- ['in', i, []] }
fn full { receive { when ['in', n, [_]] { n } } after 0 { nil } }
fn put(n, list) { if n == 20 { list.push('x') }; false }
say full().dump // expect: nil
receive { when ['in', n, list] if put(n, list) { n } } after 0 { nil }
say full().dump // expect: 20
say full().dump // expect: nil
