// if, elsif, else.
fn f(a, b) { if a > b { 'more' } elsif a == b { 'same' } else { 'less' } }
say f(2, 1), ' ', f(1, 1), ' ', f(0, 1)   // expect: more same less
