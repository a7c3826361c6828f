// blocking { } runs its body elsewhere; its value comes back.
let x = 5
say blocking { x * 2 }                                                   // expect: 10
try { blocking { die 'inside' } } catch e { say e.message }              // expect: inside
