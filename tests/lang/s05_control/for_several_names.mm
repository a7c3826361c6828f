// With n names a turn takes n elements, the last turn fills with nil (R29).
for [1, 2, 3, 4, 5] -> a, b { print a, '-', b, ' ' }
say '|' // expect: 1-2 3-4 5-nil |
for 1..6 -> a, b, c { print a + b + c, ' ' }
say '|' // expect: 6 15 |
