// Calling a built-in method works on the value in place, atomically.
shared let xs = []
concurrent { for ^10 -> i { spawn { for ^10 { xs.push(i) } } } }
say xs.len, ' ', xs.sum          // expect: 100 450
