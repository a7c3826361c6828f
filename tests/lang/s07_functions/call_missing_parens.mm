// The name of a function alone is the function, not a call.
fn f { 5 }
let g = f
say g()          // expect: 5
say f === g      // expect: true
