// A failed assert that nobody catches ends the program.
assert_eq 1 + 1, 3
// expect error: AssertError
// expect status: 1
