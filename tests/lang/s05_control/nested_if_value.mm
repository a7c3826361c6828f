// A block's value is its last statement's value, through nested ifs.
fn f(n) {
    if n > 0 {
        if n > 10 { 'large' } else { 'small' }
    } else { 'none' }
}
say f(20), f(5), f(0)     // expect: largesmallnone
