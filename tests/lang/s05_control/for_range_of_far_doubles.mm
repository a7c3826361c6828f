// Where adding 1 to a double changes nothing a Range counts all the same.
for 2**53*1.0 .. 2**53*1.0 + 2 -> i { say i }
// expect: 9007199254740992
// expect: 9007199254740993
// expect: 9007199254740994
for 1e22 .. 1e22 -> i { say i }
// expect: 10000000000000000000000
say (1e22 ..^ 1e22 + 2**22).len     // expect: 4194304
for -(2**53)*1.0 - 2 .. -(2**53)*1.0 -> i { say i }
// expect: -9007199254740994
// expect: -9007199254740993
// expect: -9007199254740992
say (2.0..4.0).map(:_), ' ', (1.5..4).map(:_), ' ', (2**52*1.0..2**52*1.0+1).len      // expect: [2, 3, 4] [1.5, 2.5, 3.5] 2
