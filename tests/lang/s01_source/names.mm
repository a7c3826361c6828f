// Names: letters, digits and _, not beginning with a digit.
let _a = 1
let a_b2 = 2
let camelCase = 3
let Upper = 4
let x1y2 = 5
say _a, a_b2, camelCase, Upper, x1y2 // expect: 12345
