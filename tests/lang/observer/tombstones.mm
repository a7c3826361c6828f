// How maatines ended that did not end normally: reasons of all kinds as text, with label or place of the start.
use Observer

fn last_word(v) { exit_ma(v) }
fn gone(f, opts = {}) {
    let (p, ref) = Ma.spawn(f, monitor => true, quiet => true, opts**)*
    receive { when ['DOWN', (ref), _, _] { p } }
}
fn seen(p) { Observer.tombstones.first {|t| t<id> === p } }

for [7, 2.5, true, nil, 'text', "made of {1 + 1} parts", ['an', {array => 1}], Ma.self] -> v {
    let t = seen(gone(fn { last_word(v) }))
    if v === Ma.self { say t<reason>.has('Ma') } else { say t<reason> }
}
// expect: 7
// expect: 2.5
// expect: true
// expect: nil
// expect: 'text'
// expect: 'made of 2 parts'
// expect: ['an', {array => 1}]
// expect: true
let e = seen(gone(fn { die 'planned' }, {label => 'with a label'}))
say e<reason>, ' ', e<label>, ' ', e<at>.has('tombstones.mm:')   // expect: Error: planned with a label true
let k = seen(gone(fn { Ma.exit(Ma.self, 'kill'); sleep 5 }))
say k<reason>, ' ', k<label>.has('tombstones.mm:'), ' ', k<at>    // expect: 'killed' true nil
say k<ago> >= 0, ' ', k<lived> >= 0, ' ', k<ago> < 60             // expect: true true true
let long = seen(gone(fn { last_word('x' * 500) }))
say long<reason>.len                                             // expect: 159
say seen(gone(fn { 1 }))                                         // expect: nil
