// :im on a value that is frozen already is that value (R88).
let a :im = [1, 2]
let b :im = a
say b === a // expect: true
