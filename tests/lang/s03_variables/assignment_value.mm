// An assignment has the assigned value; x++ the old, ++x the new (R43).
let x = 1
let y = (x = 5)
say y, x          // expect: 55
say x++, x        // expect: 56
say ++x, x        // expect: 77
say x--, --x      // expect: 75
let a = [0]
say (a[0] = 3)    // expect: 3
say (x += 10)     // expect: 15
