// A string without its end is reported where it begins.
let s = 'abc
// expect error: :2:9: error: unterminated string
// expect status: 2
