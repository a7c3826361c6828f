// A variable assigned below its first capture is shared with the maatine that captured it (R3 b).
let x = 1
let me = Ma.self
let p = ma { receive { when 'look' { me <- x } } }
x = 2
p <- 'look'
say receive { when v { v } }    // expect: 2
