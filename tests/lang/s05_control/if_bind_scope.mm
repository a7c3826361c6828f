// The scope of the name is the arm (R60).
let v = 'outer'
if 5 -> v { say v } // expect: 5
say v               // expect: outer
