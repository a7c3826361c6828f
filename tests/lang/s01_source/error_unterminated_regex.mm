// A regex without its end is reported where it begins.
let r = /abc
// expect error: :2:9: error: unterminated regex
// expect status: 2
