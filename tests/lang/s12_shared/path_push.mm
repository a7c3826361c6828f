// x{k}.push(v) is one step on the value in place (R2).
shared let m = {a => []}
concurrent { for ^5 -> i { spawn { m<a>.push(i) } } }
say m<a>.sort                    // expect: [0, 1, 2, 3, 4]
