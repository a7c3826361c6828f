// Ephemerons in a chain: each value is the key of the next one; the first key keeps all of them, and without it none is kept.
class K { field n :ro }
let w = WeakMap.new
let first = nil
fn chain(n) {
    let last = nil
    for ^n -> i { let k = K.new(n => i); w.set(k, last); last = k }
    first = last
}
chain(5000)
GC.collect
let n = 0
let k = first
while k { n += 1; k = w.get(k) }
say n, ' ', w.len                // expect: 5000 5000
k = nil
first = nil
GC.collect
say w.len                        // expect: 0
