// x{k}.push(v) is one step on the value in place (R2).
shared let m = {a => []}
let ps = ma for ^5 -> i { m<a>.push(i) }
for ps -> p { p.join }
say m<a>.sort                    // expect: [0, 1, 2, 3, 4]
