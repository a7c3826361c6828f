// A message that is passed on is moved, however large; its sender cannot tell but by the count.
fn moved { Ma.info(Ma.self, 'bytes_moved') }
fn forwarder(to) { receive { when m { to <- m; to <- ['moved', moved() > 100000] } } }
fn unwrapper(to) { receive { when [k, x] { to <- [k + 1, x]; to <- ['moved', moved() > 100000] } } }
fn router(routes, to) { receive { when ['route', key, x] { routes{key} <- x; to <- ['moved', moved() > 100000] } } }

let big = (1..5000).map {|i| {id => i, name => "item {i}", tags => ['a', i]} }
let me = Ma.self
fn get { receive { when x { x } } after 60 { 'nothing' } }

(ma forwarder(me)) <- big
say get() == big        // expect: true
say get()               // expect: ['moved', true]
(ma unwrapper(me)) <- [1, big]
say get() == [2, big]   // expect: true
say get()               // expect: ['moved', true]
(ma router({me => me, 'k' => me}, me)) <- ['route', 'k', big]
say get() == big        // expect: true
say get()               // expect: ['moved', true]

// Through many, with work in between.
fn hop(next_one, n) {
    receive {
        when [k, x] {
            let garbage = (1..50).map {|i| [i, k] }
            next_one <- [k + garbage.len - 50 + 1, x]
            hop(next_one, n + 1)
        }
        when 'stop' { next_one <- 'stop' }
    }
}
let head = (1..9).reduce(me) {|succ, _i| ma hop(succ, 0) }
for ^20 { head <- [0, big] }
for ^20 { let m = get(); if m != [9, big] { say 'wrong' } }
head <- 'stop'
say get()               // expect: stop

// To itself, twice, in two messages, and to one that is gone.
fn selfish(to) {
    receive { when x { Ma.self <- x } }
    receive { when x { to <- x } }
}
(ma selfish(me)) <- big
say get() == big        // expect: true
fn twice(to) { receive { when x { to <- x; to <- ['again', x] } } }
(ma twice(me)) <- big
say get() == big            // expect: true
say get() == ['again', big] // expect: true
let gone = ma { nil }
gone.join
fn late(gone, to) { receive { when x { gone <- x; to <- 'sent' } } }
Ma.dead_letters(me)
(ma late(gone, me)) <- big
let told = []
for ^2 { receive { when 'sent' { told.push("sent") } when ['DEAD_LETTER', _, x] { told.push("{x == big}") } } }
say told.sort   // expect: ['sent', 'true']
