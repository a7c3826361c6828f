// Functions travel with what they captured.
let n = 5
let add = {|x| x + n}
fn named(x) { x * 3 }
let me = Ma.self
let p = ma { receive { when [f, g, v] { me <- f(g(v)) } } }
p <- [add, named, 2]
receive { when r { say r } }   // expect: 11
