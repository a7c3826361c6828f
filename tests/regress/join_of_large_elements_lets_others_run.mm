// flags: --schedulers 1
// The texts of fewer than 16,384 elements were made in one go if each of them was short enough.
our turns = 0
detach { loop { turns += 1; Ma.yield } }
let row :im = (1..10_000).array
let rows = (^200).map {|i| i % 50 ? row : {k => row} }
let before = turns
let text = rows.join('|')
say turns - before > 20                                     // expect: true
say text == rows.map({|x| "{x}" }).join('|'), ' ', text.len // expect: true 11779027
