// | binds looser than everything but if, inside [ ] too (R31).
fn f(v) { given v { when ['x' | 'y', Num | nil] { 'yes' } default { 'no' } } }
say f(['x', 1]), ' ', f(['y', nil]), ' ', f(['z', 1]), ' ', f(['x', 's'])  // expect: yes yes no no
