// A variable assigned inside a ma body that captures it is shared (R3 a).
let x = 1
let p = ma { x = 5 }
p.join
say x      // expect: 5
