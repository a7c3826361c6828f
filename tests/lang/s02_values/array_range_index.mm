// A Range as index gives a new Array of what lies inside (R45).
let a = [10, 20, 30, 40, 50]
say a[1..3]        // expect: [20, 30, 40]
say a[1..^3]       // expect: [20, 30]
say a[-2..-1]      // expect: [40, 50]
say a[3..100]      // expect: [40, 50]
say a[4..2]        // expect: []
say a[^2]          // expect: [10, 20]
let b = a[0..1]
b[0] = 99
say a[0]           // expect: 10
