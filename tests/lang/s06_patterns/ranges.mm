// A range pattern matches a Num inside it, not only integers (R31).
fn f(v) { given v { when 1..9 { 'digit' } when 10..^20 { 'teen' } when 100..Inf { 'big' } default { 'no' } } }
say f(1), ' ', f(9), ' ', f(2.5), ' ', f(10), ' ', f(20), ' ', f(10 ** 30), ' ', f('5')
// expect: digit digit digit teen no big no
