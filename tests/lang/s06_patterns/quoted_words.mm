// @a(x y) and [] are patterns too (R31).
fn f(v) { given v { when @a(go left) { 'left' } when [] { 'none' } default { '?' } } }
say f(['go', 'left']), ' ', f([]), ' ', f(['go'])  // expect: left none ?
