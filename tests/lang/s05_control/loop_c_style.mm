// loop (init; condition; step).
loop (let i = 0; i < 3; i++) { print i }
say ''  // expect: 012
let j
loop (j = 5; j > 3; j--) { print j }
say j   // expect: 543
loop (;;) { break }
say 'out' // expect: out
