// A parameter may be captured and assigned.
fn acc(total) { {|x| total += x; total } }
let f = acc(10)
say f(5), ' ', f(5)   // expect: 15 20
