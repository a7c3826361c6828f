// after timeout within grace init final are no reserved words (R28).
let timeout = 1
let within = 2
let grace = 3
let init = 4
let final = 5
let after = 6
say timeout + within + grace + init + final + after // expect: 21
