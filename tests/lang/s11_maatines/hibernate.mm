// Ma.hibernate shrinks until the next message; data stay.
let me = Ma.self
let p = ma {
    let xs = (^1000).array
    Ma.hibernate
    receive { when 'sum' { me <- xs.sum } }
}
p <- 'sum'
receive { when n { say n } }       // expect: 499500
