// __FN__ is the function that runs.
fn fact(n) { n < 2 ? 1 : n * __FN__(n - 1) }
say fact(10)                                          // expect: 3628800
say ({|n| n < 2 ? n : __FN__(n - 1) + __FN__(n - 2)})(10)  // expect: 55
