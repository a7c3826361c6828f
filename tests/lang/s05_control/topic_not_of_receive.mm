// receive sets no topic: the loop's _ stays visible in it (R31).
let me = Ma.self
for ['outer'] {
    me <- 'msg'
    receive { when m { say m, ' ', _ } }   // expect: msg outer
}
