// A variable assigned in a ma body is shared; statements are atomic.
let x = 20
let ps = ma for ^10 { x = x + 1 }
for ps -> p { p.join }
say x                            // expect: 30
