// One place that asks for `len` of many kinds, and elements at constant places: what a place saw before must not leak into what it does next.
class Roll { field len :ro = 'field' }
class Track { meth len { 'method' } }
fn len(o) { o.len }
fn is_one(o) { if o.len == 1 { 'one' } else { 'other' } }
fn truth(o) { if o.len { 'T' } else { 'F' } }
fn copied(o) { let n = o.len; n }
fn len_of_x(o) { o.x.len }
fn len_of_first(o) { o[0].len }
fn failed(f) { try { f(); 'fine' } catch e { e.message } }
class Box { field x :rw = nil }

let kinds = [[1, 2, 3], [], {a => 1}, {}, set(1, 2), 1..5, 'wörter', Roll.new, Track.new, [7].freeze, {b => 2}.freeze, Bytes.new([1, 2])]
for ^2 {
    say kinds.map({|o| len(o) }).join(' ')
    say kinds.map({|o| copied(o) }).join(' ')
    say kinds.map({|o| truth(o) + (is_one(o) == 'one' ? '1' : '-') }).join(' ')
    say kinds.map({|o| len_of_x(Box.new(x => o)) }).join(' ')
    say kinds.map({|o| len_of_first([o]) }).join(' ')
}
// expect: 3 0 1 0 2 5 6 field method 1 1 2
// expect: 3 0 1 0 2 5 6 field method 1 1 2
// expect: T- F- T1 F- T- T- T- T- T- T1 T1 T-
// expect: 3 0 1 0 2 5 6 field method 1 1 2
// expect: 3 0 1 0 2 5 6 field method 1 1 2
// expect: 3 0 1 0 2 5 6 field method 1 1 2
// expect: 3 0 1 0 2 5 6 field method 1 1 2
// expect: T- F- T1 F- T- T- T- T- T- T1 T1 T-
// expect: 3 0 1 0 2 5 6 field method 1 1 2
// expect: 3 0 1 0 2 5 6 field method 1 1 2
say failed({ len(5) })
say failed({ len(nil) })
say len([1, 2])
// expect: Num has no method 'len'
// expect: Nil has no method 'len'
// expect: 2

// Constant places.
fn first(o) { o[0] }
fn third(o) { o[2] }
fn last(o) { try { o[-1] } catch e { 'none' } }
let frozen = ['f', 'g', 'h'].freeze
for ^2 {
    for [['a', 'b', 'c'], ['d'], [], {2 => 'two', 0 => 'zero'}, {}, 'xyz', frozen] -> o { say first(o), ' ', third(o), ' ', last(o) }
}
// expect: a c c
// expect: d nil d
// expect: nil nil none
// expect: zero two nil
// expect: nil nil nil
// expect: x z z
// expect: f h h
// expect: a c c
// expect: d nil d
// expect: nil nil none
// expect: zero two nil
// expect: nil nil nil
// expect: x z z
// expect: f h h
say failed({ first(5) })
// expect: Num cannot be indexed
say first(4..9), third(4..9)
// expect: 46
let shifted = ['a', 'b', 'c', 'd']
shifted.shift
say first(shifted), third(shifted), last(shifted)
// expect: bdd

// Arrays that are returned where they are made: empty ones, and out of all kinds of frames.
fn none { [] }
fn pair(a) { [a, [a]] }
class Make { meth fresh { [] }
    meth infix:<+>(o) { [o] }
    meth str { 'Make' } }
let xs = []
for ^3 { xs.push(none()) }
xs[0].push(1)
say xs, ' ', pair(3), ' ', Make.new.fresh, ' ', Make.new + 1
// expect: [[1], [], []] [3, [3]] [] [1]
say (^3).map({|i| [i] }), ' ', (^2).map({|_i| [] }), ' ', Work.does({ [] }).result
// expect: [[0], [1], [2]] [[], []] []
