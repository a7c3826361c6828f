// Default values may use earlier parameters.
fn area(w, h = w) { w * h }
say area(3), ' ', area(3, 4)      // expect: 9 12
fn f(a, b = a + 1, c = a + b) { [a, b, c] }
say f(1), f(1, 5), f(1, 5, 9)     // expect: [1, 2, 3][1, 5, 6][1, 5, 9]
