// A receive that waits for a Ref or a Ma which was made a moment ago need not look at the messages that waited before it was made.
// That may not be seen in what it takes: here with many messages waiting, of all the kinds that come near it.
let me = Ma.self
fn backlog(n) { for ^n -> i { me <- ['answer', i, i] } }
fn rest(n) { for ^n -> i { receive { when ['answer', (i), i] { } } }; receive { default { die 'one too many' } } after 0 { 'none left' } }

let echo = ma { loop { receive { when ['ask', ref, x] { me <- ['answer', ref, x] } when 'end' { return } } } }
fn ask(x) {
    let ref = Ma.monitor(echo)
    echo <- ['ask', ref, x]
    let v = receive { when ['answer', (ref), v] { v } when ['DOWN', (ref), _, why] { die why } }
    Ma.demonitor(ref, flush => true)
    v
}
backlog(100)
say (^50).map({|i| ask(i) }).sum           // expect: 1225

// two of them, awaited in the other order; then many, more than are remembered
let r1 = Ma.monitor(echo)
let r2 = Ma.monitor(echo)
echo <- ['ask', r1, 'first']
echo <- ['ask', r2, 'second']
say receive { when ['answer', (r2), v] { v } }     // expect: second
say receive { when ['answer', (r1), v] { v } }     // expect: first
let refs = (^40).map({|_| Ma.monitor(echo) })
for refs -> r { echo <- ['ask', r, 7] }
let sum = 0
for refs.rev -> r { sum += receive { when ['answer', (r), v] { v } } }
say sum                                    // expect: 280

// one that is gone: its DOWN is there at once
let gone = ma { }
gone.join
let r3 = Ma.monitor(gone)
say receive { when ['DOWN', (r3), _, why] { why } }    // expect: noproc

// a new maatine, by its Ma and by its monitor
let p = ma { me <- ['answer', Ma.self, 'mine'] }
say receive { when ['answer', (p), v] { v } }      // expect: mine
let (q, r4) = Ma.spawn({ exit_ma('over') }, monitor => true)*
say receive { when ['DOWN', (r4), (q), why] { why } }  // expect: over

// an urgent message goes in front of those that waited
let r5 = Ma.monitor(echo)
Ma.send(me, ['answer', r5, 'urgent'], urgent => true)
say receive { when ['answer', (r5), v] { v } }     // expect: urgent

// the marked message itself is taken, and those in front of it, too
me <- ['answer', 'last', 0]
let r6 = Ma.monitor(echo)
receive { when ['answer', 'last', _] { } }
for ^50 -> i { receive { when ['answer', (i), _] { } } }
me <- ['answer', r6, 'own']
say receive { when ['answer', (r6), v] { v } }     // expect: own
for 50..^100 -> i { receive { when ['answer', (i), _] { } } }
say rest(0)                                // expect: none left

// in a Map, with other arms that do not ask for it, in one of two patterns: these look at all
backlog(100)
let r7 = Ma.monitor(echo)
me <- {ref => r7, value => 1}
say receive { when {ref => (r7), value => v} { v } }   // expect: 1
say receive { when ['answer', (r7), v] { v } when ['answer', 5, v] { v } }     // expect: 5
say receive { when ['answer', (r7) | 6, v] { v } }     // expect: 6
me <- ['answer', 5, 5]
me <- ['answer', 6, 6]

// a message that a guard puts the Ref into is found
let ref = nil
fn put(list) { list[0] = ref if ref != nil and list[1] == 99; false }
receive { when list if put(list) { } } after 0 { }
let r8 = Ma.monitor(echo)
ref = r8
receive { when list if put(list) { } } after 0 { }
say receive { when [(r8), 99, v] { v } }           // expect: 99
echo <- 'end'
exit 0
