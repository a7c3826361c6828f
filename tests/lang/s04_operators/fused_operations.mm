// Pairs of operations that run as one: whatever the first or the second meets, the result is that of one after the other.
class Vec { field x :rw = 1
    field y :rw = 2
    meth infix:<*>(o) { "Vec * {o}" }
    meth infix:<->(o) { "Vec - {o}" }  }
class Calc { meth x { 40 }
    meth y { nil } }
class Node { field rest :rw = nil
    field on = false
    field count = 0.0
    meth is_on { on }
    meth next_x { rest.x }
    meth state { if on { 'on' } else { 'off' } }
    meth counted { if count { 'some' } else { 'none' } }
    meth turn { on = !on
        self } }

// Truths: of a value in a register, a field and an element.
fn truth(v) { if v { 'T' } else { 'F' } }
fn untruth(v) { unless v { 'F' } else { 'T' } }
fn of_field(o) { if o.x { 'T' } else { 'F' } }
fn of_element(a) { if a[0] { 'T' } else { 'F' } }
let values = [nil, false, true, 0, 1, -1, 0.0, -0.0, 0.5, 0.0 / 0.0, '', 'a', '0', [], {}, 2 ** 70, Vec.new, Vec, 1..2, {|x| x }]
for ^2 { say values.map({|v| truth(v) + untruth(v) + of_field(Vec.new(x => v)) + of_element([v]) }).join(' ') }
// expect: FFFF FFFF TTTT FFFF TTTT TTTT FFFF FFFF TTTT TTTT FFFF TTTT TTTT TTTT TTTT TTTT TTTT TTTT TTTT TTTT
// expect: FFFF FFFF TTTT FFFF TTTT TTTT FFFF FFFF TTTT TTTT FFFF TTTT TTTT TTTT TTTT TTTT TTTT TTTT TTTT TTTT
say of_field(Calc.new), ' ', of_element({0 => 'x'}), ' ', of_element({a => 1}), ' ', of_element([])
// expect: T T F F

// A constant and a double, an integer, a string, an instance.
fn scaled(v) { 2.5 * v }
fn lessened(v) { v - 1.5 }
fn raised(v) { 0.5 + v }
fn part(v) { 1.0 / v }
for ^2 { say [scaled(2.0), scaled(2), scaled(2 ** 70), lessened(2.0), lessened(2), lessened(Vec.new), raised(1.0), raised(1), part(4.0), part(4), part(0.0)] }
// expect: [5, 5, 2.951479051793528e+21, 0.5, 0.5, 'Vec - 1.5', 1.5, 1.5, 0.25, 0.25, Inf]
// expect: [5, 5, 2.951479051793528e+21, 0.5, 0.5, 'Vec - 1.5', 1.5, 1.5, 0.25, 0.25, Inf]
try { scaled('a') } catch TypeError { say 'no number' }
// expect: no number
fn above(v) { if v > 4.5 { 'above' } else { 'not' } }
fn below(v) { if v < 4.5 { 'below' } else { 'not' } }
for ^2 { say [above(5), above(4.5), above(5.5), above(0.0 / 0.0), above(2 ** 70), below(4), below(4.5), below(1.0)].join(' ') }
// expect: above not above not above below not below
// expect: above not above not above below not below

// Fields that go on to a variable, another field, a test.
fn moved(o) { let r = nil
    r = o.x
    r }
fn both(o) { o.x == o.y ? 'same' : "{o.x} {o.y}" }
for ^2 { say [moved(Vec.new), moved(Calc.new), both(Vec.new), both(Vec.new(x => 2)), both(Calc.new)] }
// expect: [1, 40, '1 2', 'same', '40 nil']
// expect: [1, 40, '1 2', 'same', '40 nil']
for [Node.new, Node.new.turn] -> n { say n.state, ' ', n.is_on, ' ', n.counted }
// expect: off false none
// expect: on true none
say [Node.new(rest => Vec.new).next_x, Node.new(rest => Calc.new).next_x]
// expect: [1, 40]
try { Node.new.next_x } catch Error -> e { say e.message }
// expect: Nil has no method 'x'
try { moved(3) } catch Error -> e { say e.message }
// expect: Num has no method 'x'

// Elements by a computed index, compared, written.
fn before(a, i) { a[i - 1] }
fn behind(a, i) { a[i + 1] }
for ^2 { say [before([1, 2], 1), before([1, 2], 2), before([1, 2], 3), before([1, 2], 0), before({0 => 'm'}, 1), behind([1, 2], 0), behind([1, 2], -2), before([5], 1.0)] }
// expect: [1, 2, nil, 2, 'm', 2, 2, 5]
// expect: [1, 2, nil, 2, 'm', 2, 2, 5]
fn is_at(a, i, v) { if a[i] == v { 'yes' } else { 'no' } }
say [is_at([1, 'b'], 1, 'b'), is_at([1], 0, 2), is_at([1], 5, nil), is_at({k => 1.0}, 'k', 1)]
// expect: ['yes', 'no', 'yes', 'yes']
fn mark(a, i) { a[i] = true
    a[i + 1] = false
    a }
say mark([0, 0], 0), mark([0], 0), mark({}, 0), mark([], 2)
// expect: [true, false][true, false]{0 => true, 1 => false}[nil, nil, true, false]
try { mark([0, 0].freeze, 0) } catch Error -> e { say e.message }
// expect: Array is frozen
fn attacked(c, d, q) { q == c + d or q == c - d }
say [attacked(1, 2, 3), attacked(3, 2, 1), attacked(1, 1, 9), attacked(2 ** 47 - 1, 1, 2 ** 47), attacked(1.5, 1, 2.5), attacked('a', 'b', 'ab')]
// expect: [true, true, false, true, true, true]
fn low(n) { n < 2 ? n : 'more' }
fn only(n) { n == 3 ? n : 'other' }
class Few { field n = 1
    meth infix:<+>(_o) { n < 2 ? n : 'many' }
    meth more { n++
        self } }
for ^2 { say [low(1), low(2), low(1.5), low(2.5), low(-2 ** 70), only(3), only(3.0), only('3'), only(4), Few.new + 1, Few.new.more + 1] }
// expect: [1, 'more', 1.5, 'more', -1180591620717411303424, 3, 3, 'other', 'other', 1, 'many']
// expect: [1, 'more', 1.5, 'more', -1180591620717411303424, 3, 3, 'other', 'other', 1, 'many']
