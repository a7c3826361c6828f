// receive takes the first message that matches any arm, in arrival order; the others stay.
let me = Ma.self
me <- ['log', 1]; me <- ['result', 2]; me <- ['log', 3]; me <- ['result', 4]
say receive { when ['result', r] { r } }     // expect: 2
say receive { when ['result', r] { r } }     // expect: 4
say receive { when ['log', n] { n } }        // expect: 1
say receive { when any { any } }             // expect: ['log', 3]
