// if binds looser than |: the guard holds for all alternatives.
let on = false
fn f(v) { given v { when 1 | 2 if on { 'yes' } default { 'no' } } }
say f(1), f(2)    // expect: nono
