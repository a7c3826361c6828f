// -1, Inf and 1..^9 are patterns (R31).
fn f(v) { given v { when Inf { 'inf' } when 1..^9 { 'below nine' } when -10 { 'minus ten' } default { 'no' } } }
say f(Inf), ' ', f(8.5), ' ', f(-10), ' ', f(9)  // expect: inf below nine minus ten no
