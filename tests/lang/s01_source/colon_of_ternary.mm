// A ternary's : needs a space before it when a method name stands there (R28).
let x = 'abc'
let c = true
say c ? x.len : 0    // expect: 3
say !c ? x.len : 0   // expect: 0
