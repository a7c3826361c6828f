// A statement can begin with .name after {, ; or |...| (R6); else write _.name.
for [1, 2] { .say }
// expect: 1
// expect: 2
for ['a'] { print '-'; .say }
// expect: -a
[5].each {|_| .say }
// expect: 5
_.say for [7, 8]
// expect: 7
// expect: 8
