// A character that begins no token is a compile error at its place.
let a = 1 § 2
// expect error: :2:11: error: unexpected character '§'
// expect status: 2
