// p if cond: the guard holds too, and sees what the pattern bound.
fn f(v) { given v { when n if n isa Num && n > 10 { 'big' } when [a, b] if a == b { 'pair' } default { 'no' } } }
say f(11), ' ', f(5), ' ', f([2, 2]), ' ', f([1, 2])   // expect: big no pair no
