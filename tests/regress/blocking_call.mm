// `blocking` before a call, as before a block, runs the call on a thread of its own.
fn f(x) { x * 2 }
class A { field n = 3; meth get(k) { n + k } }
let x = blocking f(21)
let a = A.new
say x, ' ', blocking a.get(4), ' ', [blocking f(1), blocking f(2)]     // expect: 42 7 [2, 4]
