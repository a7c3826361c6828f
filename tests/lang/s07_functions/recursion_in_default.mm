// A default value may call the function itself.
fn f(n, r = n > 0 ? f(n - 1) + 1 : 0) { r }
say f(5)       // expect: 5
