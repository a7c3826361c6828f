// :save memoises by arguments.
let calls = 0
fn fib(n) :save { calls++; n < 2 ? n : fib(n - 1) + fib(n - 2) }
say fib(60)     // expect: 1548008755920
say calls       // expect: 61
say fib(60)     // expect: 1548008755920
say calls       // expect: 61
