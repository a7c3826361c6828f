// A failed assert_eq raises AssertError with both values.
try { assert_eq 'got', 'wanted' } catch AssertError -> e {
    say 'got' in e.message, ' ', 'wanted' in e.message
}
// expect: true true
