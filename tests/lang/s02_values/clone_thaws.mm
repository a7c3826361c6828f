// .clone of what is frozen can be changed, all the way down; keys stay frozen, and so does the original.
class Box2 { field xs :rw = [] }
let key = [1, 2].freeze
let frozen :im = {a => [1, {b => 2}], :key => key, box => Box2.new(xs => [1]), set => set([7].freeze), bytes => b"abc", f => {|x| x + 1 }}
let copy = frozen.clone
say copy.is_frozen, copy<a>[1].is_frozen, copy<box>.is_frozen, copy<set>.is_frozen, copy<bytes>.is_frozen // expect: falsefalsefalsefalsefalse
copy<a>[1]<b> = 5
copy<a>.push(9)
copy{[1, 2].freeze}.push(3)
copy<box>.xs.push(2)
copy<set>.push(1)
copy<bytes>[0] = 122
say copy
// expect: {a => [1, {b => 5}, 9], :[1, 2] => [1, 2, 3], box => Box2(xs => [1, 2]), set => set([7], 1), bytes => b"zbc", f => <fn anonymous>}
say frozen
// expect: {a => [1, {b => 2}], :[1, 2] => [1, 2], box => Box2(xs => [1]), set => set([7]), bytes => b"abc", f => <fn anonymous>}
say frozen.is_frozen, copy.keys[1].is_frozen, copy<f>(1)   // expect: truetrue2
let cyc = [1]
cyc.push(cyc)
let open_cyc = cyc.freeze.clone
open_cyc.push(2)
say open_cyc, open_cyc[1] === open_cyc                     // expect: [1, [...], 2]true
let many = ((1..20000).map {|i| {:i => [i]} }).freeze
let many2 = many.clone
many2[19999]{20000}.push('x')
GC.collect
say many2.len, many2[19999], many[19999], many2[0] == many[0]  // expect: 20000{20000 => [20000, 'x']}{20000 => [20000]}true
let twice = {:key => key, v => key}.freeze.clone
twice<v>.push(2)
say twice                                                  // expect: {:[1, 2] => [1, 2, 2], v => [1, 2, 2]}
say [].freeze.clone.push(1), {}.freeze.clone.set('a', 1), 'abc'.freeze.clone   // expect: [1]{a => 1}abc
