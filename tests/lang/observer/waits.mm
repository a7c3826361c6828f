// Who waits for whom: those of a cycle are marked, who waits for one of them from outside is not, however long the way there is.
use Observer
fn waiter { receive { when ['go', p] { Ma.call(p, 'please', timeout => Inf) } } }
let b = Ma.spawn(waiter, label => 'b')
let c = Ma.spawn(waiter, label => 'c')
b <- ['go', c]
c <- ['go', b]
let last = b
for ^200 -> i {
    let to = last
    last = Ma.spawn({ Ma.call(to, i, timeout => Inf) }, label => 'outside')
}
let seen = []
for ^6000 { seen = Observer.waits; break if seen.len == 202; sleep 0.01 }
say seen.grep({|w| w<cycle> }).map({|w| w<label> }).sort          // expect: ['b', 'c']
say seen.grep({|w| w<label> == 'outside' }).len                  // expect: 200
let w = seen.first {|w| w<id> === b }
say w<of> === c, ' ', w<waiting_for>, ' ', w<note>               // expect: true an answer in a cycle
exit 0
