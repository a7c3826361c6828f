// <- is always one token: less than a negative number needs a space (R21).
let n = -5
say n < -1   // expect: true
if n < -1 { say 'less' } // expect: less
