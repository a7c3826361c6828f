// while after do { } must stand on the same line; on the next it begins a loop of its own (R6).
let i = 0
do { i++ } while i < 3
say i // expect: 3
let j = 0
do { j++ }
while j < 2 { j = j + 10 }
say j // expect: 11
