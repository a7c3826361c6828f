// A field read as a call takes no named arguments either, and one that names what stands in front of it is told so.
class P { field x :rw = 3 }
let p = P.new
fn t(g) { try { say g() } catch e { say e.^name, ': ', e.message } }
let named = {a => 1}
t({ p.x() })               // expect: 3
t({ p.x({}**) })           // expect: 3
t({ p.x(a => 1) })         // expect: MethodError: P has no method 'x': it is a field, which takes no arguments
t({ p.x(named**) })        // expect: MethodError: P has no method 'x': it is a field, which takes no arguments
fn f(a, b = 2) { [a, b] }
let g = f
t({ g(1, a => 3) })        // expect: ArgumentError: f() is given 'a' twice
t({ g(1, 2, named**) })    // expect: ArgumentError: f() is given 'a' twice
t({ g(1, 2, c => 3) })     // expect: ArgumentError: f() has no parameter 'c'
t({ g(named**) })          // expect: [1, 2]
