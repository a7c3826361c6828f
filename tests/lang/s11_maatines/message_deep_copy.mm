// Messages are deep-copied.
let me = Ma.self
let xs = [1, [2], {k => [3]}]
let p = ma { receive { when v { v[1].push('changed'); v[2]<k>.push(4); me <- v } } }
p <- xs
let back = receive { when v { v } }
say back     // expect: [1, [2, 'changed'], {k => [3, 4]}]
say xs       // expect: [1, [2], {k => [3]}]
