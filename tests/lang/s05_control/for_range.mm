// for over ranges.
for ^4 -> i { print i }
say ''  // expect: 0123
for 2..4 { print _ }
say ''  // expect: 234
for 3..1 { print 'never' }
say '-' // expect: -
for 1.5..4 -> x { print x, ' ' }
say '|' // expect: 1.5 2.5 3.5 |
