// Maps of a few constant keys are made at once: the same maps as others.
fn show(m) { say m.len, ' ', m.keys.join(','), ' ', m.values.join(',') }

show({a => 1, b => 2, c => 3})          // expect: 3 a,b,c 1,2,3
show({a => 1, b => 2, a => 3})          // expect: 2 a,b 3,2
show({a => 1, b => 2, c => 3, d => 4, e => 5, f => 6, g => 7, h => 8})
// expect: 8 a,b,c,d,e,f,g,h 1,2,3,4,5,6,7,8
show({a => 1, b => 2, c => 3, d => 4, e => 5, f => 6, g => 7, h => 8, i => 9})
// expect: 9 a,b,c,d,e,f,g,h,i 1,2,3,4,5,6,7,8,9
show({'' => 0, 'two words' => 1})       // expect: 2 ,two words 0,1

// values are computed in order, and may use the variable that is assigned
let m = {x => 1}
m = {x => m{'x'} + 1, y => m}
say m{'x'}, ' ', m{'y'}{'x'}            // expect: 2 1
let order = []
fn note(v) { order.push(v); v }
show({a => note(1), b => note(2), c => note(3)})   // expect: 3 a,b,c 1,2,3
say order.join(' ')                     // expect: 1 2 3

// it grows and shrinks as any other, and each is its own
let ms = (1..3).map {|i| {n => i} }
for 1..20 -> i { ms[0]{"k{i}"} = i }
say ms[0].len, ' ', ms[0]{'k20'}, ' ', ms[1].len, ' ', ms[2]{'n'}   // expect: 21 20 1 3
ms[1].del('n')
ms[1]{'z'} = 5
show(ms[1])                             // expect: 1 z 5
say {a => 1, b => 2} == {b => 2, a => 1}   // expect: true

// names of arguments
fn f(a, b = 0, **more) { say a, ' ', b, ' [', more.keys.join(','), ']' }
f(1, b => 2)                            // expect: 1 2 []
f(b => 3, a => 4)                       // expect: 4 3 []
f(1, x => 1, y => 2)                    // expect: 1 0 [x,y]
f([9]*, z => 1)                         // expect: 9 0 [z]
let opts = {y => 7}
f(1, x => 1, opts**)                    // expect: 1 0 [x,y]
// what is thrown while a value is computed
say try { {a => 1, b => die('no')} } catch e { e.message }   // expect: no
