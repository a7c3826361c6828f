// && binds tighter than || and \\; not, and, or bind loosest.
say true || false && false      // expect: true
say nil \\ 0 || 5               // expect: 5
let x = 1
x = false or true
say x                           // expect: false
let y = (false or true)
say y                           // expect: true
say (not true || true)          // expect: false
say (not nil and 3)             // expect: 3
say (0 or 1 and 2)              // expect: 2
