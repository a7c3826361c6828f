// The message of an assert is said whole, whatever its length, and as `str` says it.
class P { meth str { 'a P' } }
fn said(f) { try { f(); 'nothing' } catch AssertError -> e { e.message } }
let long = 'é' * 5000
say said({ assert false, long }) == long                // expect: true
say said({ assert 1 > 2, long }) == long                // expect: true
say said({ assert false, "a\0b" }).len                  // expect: 3
say said({ assert false, P.new })                       // expect: a P
say said({ assert 1 == 2, [P.new, 1] })                 // expect: [a P, 1]
say said({ assert false, '' }).dump                     // expect: ''
try { assert false, 'here' } catch e { say e.line, ' ', e.trace.len }       // expect: 11 1
fn f { assert false, 'there' }
try { f() } catch e { say e.line, ' ', e.trace.map(:.words.last) }          // expect: 12 ['f', 'main']
