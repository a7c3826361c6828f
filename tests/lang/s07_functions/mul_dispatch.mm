// mul fn dispatches on the number of arguments and on patterns.
mul fn f(0) { 'zero' }
mul fn f(Num n) { "num {n}" }
mul fn f(Str s) { "str {s}" }
say f(0), ' ', f(3), ' ', f('x')  // expect: zero num 3 str x
