// The four ways to write a Fn.
let a = {|x| x + 1}
let b = fn {|x| x + 2}
fn named(x) { x + 3 }
fn app(f, x) { f(x) }
say a(1), b(1), named(1)   // expect: 234
say app(:_ + 4, 1)         // expect: 5
say named                  // expect: <fn named>
say a                      // expect: <fn anonymous>
