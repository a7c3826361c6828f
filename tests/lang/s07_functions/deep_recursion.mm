// Recursion is bounded only by the heap limit.
fn depth(n) { n == 0 ? 0 : 1 + depth(n - 1) }
say depth(20000)    // expect: 20000
