// A WeakMap does not keep its keys; a value that refers to its own key does not keep it either.
class K { field n :ro }
let w = WeakMap.new
let kept = (^10).map {|i| K.new(n => i) }
for kept -> k { w.set(k, ['value', k.n]) }
fn more { for ^100 -> i { let k = K.new(n => i); w.set(k, {key => k}) } }
more()
GC.collect
say w.len                        // expect: 10
say w.get(kept[3]), ' ', w.has(kept[4]), ' ', w.get(K.new(n => 1))      // expect: ['value', 3] true nil
say w.get(K.new(n => 1), 'none') // expect: none
say w.del(kept[3]), ' ', w.has(kept[3]), ' ', w.len                     // expect: ['value', 3] false 9
w.set(kept[4], 'new')
say w.get(kept[4]), ' ', w.keys.map({|k| k.n }).sort       // expect: new [0, 1, 2, 4, 5, 6, 7, 8, 9]
try { w.set('text', 1) } catch TypeError { say 'refused' }              // expect: refused
w.clear
say w.len                        // expect: 0
