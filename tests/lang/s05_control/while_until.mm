// while, until, and do with a condition after it.
let i = 0
while i < 3 { i++ }
say i // expect: 3
until i == 0 { i-- }
say i // expect: 0
do { i++ } while i < 0
say i // expect: 1
do { i++ } until i > 5
say i // expect: 6
