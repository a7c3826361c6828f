// "{}" is a compile error (R28).
say "a{}b"
// expect error: error: empty interpolation
// expect status: 2
