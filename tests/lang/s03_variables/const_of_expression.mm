// A const may be given by any expression; it is evaluated once.
let n = 0
fn count { n++; n }
const k = count()
say k, k, n      // expect: 111
