// A block comment that is never closed is a compile error.
say 1
/* no end
say 2
// expect error: :3:1: error: unterminated comment
// expect status: 2
