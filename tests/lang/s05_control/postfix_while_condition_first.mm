// A while modifier tests before the first run.
let n = 5
n++ while n < 5
say n         // expect: 5
