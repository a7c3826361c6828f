// At the start of a line, outside ( ) and [ ], / begins a regex (R27).
let a = 10
/a/.match('xa').say   // expect: ['a']
let c = (a
/ 5)
say c                 // expect: 2
