// assert c, message and assert_eq got, expected (R24).
assert 1 == 1
assert true, 'not shown'
assert_eq 1 + 1, 2
assert_eq [1, {a => 2}], [1, {a => 2}]
try { assert 1 == 2, 'my text' } catch AssertError -> e { say e.message }  // expect: my text
try { assert nil } catch AssertError { say 'failed' }                      // expect: failed
