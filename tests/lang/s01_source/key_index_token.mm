// m<key> needs no space; with spaces it compares (R28).
let m = {b => 7}
let a = 1
let c = 3
say m<b>       // expect: 7
say a < c      // expect: true
say (a < c) == true // expect: true
m<b>=9
say m<b>       // expect: 9
m<b> += 1
say m<b>       // expect: 10
