// let declares a lexical variable that can be assigned.
let x = 20
x = x + 1
say x       // expect: 21
let y
say y       // expect: nil
y = 'set'
say y       // expect: set
