// do { } with a condition after it can be left by break.
let n = 0
do { n++; break if n == 3 } while true
say n         // expect: 3
