// Arguments may be given by name.
fn area(w, h = w) { w * h }
say area(h => 2, w => 5), ' ', area(5, h => 3)   // expect: 10 15
fn f(a, b = 2, c = 3) { [a, b, c] }
say f(1, c => 9), f(c => 1, a => 2)              // expect: [1, 2, 9][2, 2, 1]
