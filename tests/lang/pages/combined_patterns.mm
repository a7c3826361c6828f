// Patterns of every kind, destructuring, loops of several names. What is expected stands at the end.
let (a, b, *rest) = ([1, 2, 3, 4]*)
say a, b, rest
(a, b) = (b, a)
say a, b
let (p, q) = (10, 4, -3)
say p, q
let (x, y) = [7]*
say x, y
let arr = [1, 2, 3]
(arr[0], arr[2]) = (arr[2], arr[0])
say arr
let m = {a => 1}
(m<a>, m<b>) = (5, 6)
say m
let (h, *t) = [1]*
say h, t
fn classify(v) {
    given v {
        when nil { 'nil' }
        when true | false { "bool {_}" }
        when 0 { 'zero' }
        when 1..9 { "digit {_}" }
        when Num -> n if n < 0 { "negative {n}" }
        when Num { 'num' }
        when '' { 'empty' }
        when /^(\w+)@(\w+)$/ { "mail {_1} at {_2}" }
        when Str -> s { "str {s.len}" }
        when [] { 'empty array' }
        when [only] { "one {only}" }
        when [first, *_] if first == 'cmd' { 'command' }
        when ['add', Num -> i, Num -> j] { i + j }
        when [[i, j], k] { "nested {i} {j} {k}" }
        when [_, _, *others] { "many +{others.len}" }
        when {type => 'circle', r => r} { "circle {r}" }
        when {type => t} { "shape {t}" }
        when Map { 'map' }
        default { v.^name }
    }
}
for [nil, true, 0, 5, -5, 100, 2.5, '', 'a@b', 'hello', [], [1], ['cmd', 1, 2], ['add', 1, 2], [[1, 2], 3], [1, 2, 3, 4], {type => 'circle', r => 2}, {type => 'sq'}, {}, set(1), 1..2] -> v { say classify(v) }
class Pt { field x :ro; field y :ro; field z = 1 }
class Pt3 :is Pt { field w :ro = 0 }
fn where(pt) {
    given pt {
        when Pt(x => 0, y => 0) { 'origin' }
        when Pt3(w => 1..5, x => x) { "3d near {x}" }
        when Pt(x => 0, y => y) { "y axis {y}" }
        when Pt(x => x, y => y) if x == y { "diagonal {x}" }
        when Pt -> p { "at {p.x},{p.y}" }
    }
}
say where(Pt.new(x => 0, y => 0)), ' ', where(Pt.new(x => 0, y => 3)), ' ', where(Pt.new(x => 2, y => 2)), ' ', where(Pt.new(x => 1, y => 2)), ' ', where(Pt3.new(x => 9, y => 2, w => 3)), ' ', where(5)
let want = 5
say given 5 { when (want) { 'same' } default { 'other' } }
say given 6 { when (want + 1) { 'plus' } }
say given [5, 6] { when [(want), v] { v } }
say given 3 { when 1 { 'a' } when 2 | 3 { print 'p '; proceed } when Num { 'n' } default { 'd' } }
say given 7 { when 1 { 2 } }
say 5 ~~ 1..9, 'x' ~~ Str, [1, 2] ~~ [1, _], {a => 1, b => 2} ~~ {a => 1}, 5 ~~ Str
say given {k => nil} { when {k => v} { "has {v}" } }, given {} { when {k => v} { 'x' } default { 'none' } }
say given [1, [2, {a => [3, 4]}]] { when [_, [_, {a => [_, d]}]] { d } }
say given 'abc' { when "a{'b'}c" { 'interp' } }
say given -1 { when -1 { 'neg' } }, given Inf { when Inf { 'inf' } }
say given 5 { when n if n > 3 { "big {n}" } when n { "small {n}" } }
say given [1, 2] { when [a, b] | [a, b, _] { a + b } }
let pairs = [['a', 1], ['b', 2]]
for pairs -> pr { let (k, v) = (pr*); print k, v, ' ' }
say ''
for [1, 2, 3] -> i, j { print i, j, ';' }
say ''
for {a => 1, b => 2} -> k, v { print k, v }
for {a => 1, b => 2} -> k { print k }
say ''
with [1].first { say _ } else { say 'none' }
with [].first { say _ } else { say 'none' }
with 0 -> z { say "zero {z}" }
with nil { say 1 } orwith 5 { say "orwith {_}" }
if 0 -> v { say v } elsif 'e' -> v { say v } else { say 'else' }

// expect: 12[3, 4]
// expect: 21
// expect: 104
// expect: 7nil
// expect: [3, 2, 1]
// expect: {a => 5, b => 6}
// expect: 1[]
// expect: nil
// expect: bool true
// expect: zero
// expect: digit 5
// expect: negative -5
// expect: num
// expect: digit 2.5
// expect: empty
// expect: mail a at b
// expect: str 5
// expect: empty array
// expect: one 1
// expect: command
// expect: 3
// expect: nested 1 2 3
// expect: many +2
// expect: circle 2
// expect: shape sq
// expect: map
// expect: Set
// expect: Range
// expect: origin y axis 3 diagonal 2 at 1,2 3d near 9 nil
// expect: same
// expect: plus
// expect: 6
// expect: p n
// expect: nil
// expect: truetruetruetruefalse
// expect: has nilnone
// expect: 4
// expect: interp
// expect: neginf
// expect: big 5
// expect: 3
// expect: a1 b2 
// expect: 12;3nil;
// expect: a1b2ab
// expect: 1
// expect: none
// expect: zero 0
// expect: orwith 5
// expect: e
