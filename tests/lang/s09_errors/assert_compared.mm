// A comparison that an assertion finds false is shown with both values; each side is computed once, the message only then.
fn failing(f) { try { f() } catch AssertError -> e { say e.message } }
class P { field x :ro }
let n = 0
fn counted { n += 1
    n }
failing({ assert 3 == 4 })
failing({ assert 'a' != 'a' })
failing({ assert [1, 2] == [1, 3] })
failing({ assert counted() > 5 })
failing({ assert 2 >= 2 ** 70 })
failing({ assert 1.5 < 1 })
failing({ assert 2 <= 1, 'said by hand' })
failing({ assert 1 == 2, nil })
failing({ assert P.new(x => 1) == P.new(x => 2) })
failing({ assert n == 7 and say('not said') })
failing({ assert nil })
failing({ assert 1 < 3 < 2 })
try { assert 1 < 'a' } catch TypeError -> e { say e.message }
assert 3 == 3
assert 3 == 3, counted()
assert n == 1
say n
// expect: assertion failed: 3 == 4
// expect: assertion failed: 'a' != 'a'
// expect: assertion failed: [1, 2] == [1, 3]
// expect: assertion failed: 1 > 5
// expect: assertion failed: 2 >= 1180591620717411303424
// expect: assertion failed: 1.5 < 1
// expect: said by hand
// expect: assertion failed: 1 == 2
// expect: assertion failed: P(x => 1) == P(x => 2)
// expect: assertion failed: 1 == 7
// expect: assertion failed: nil
// expect: assertion failed: false
// expect: cannot compare Num with Str
// expect: 1
