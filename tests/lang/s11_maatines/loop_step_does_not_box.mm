// The step of loop (let ...) does not box its variable: each turn captures its own (R3).
let me = Ma.self
loop (let i = 0; i < 3; i++) { ma { me <- i } }
say (^3).map({ receive { when v { v } } }).sort    // expect: [0, 1, 2]
