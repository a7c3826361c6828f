// .. binds looser than + and tighter than in.
let n = 3
say 1 .. n + 1        // expect: 1..4
say 4 in 1..n + 1     // expect: true
say 4 in 1..^n + 1    // expect: false
