// A trailing function is the last positional argument (R5).
let xs = [1, 2, 3]
say xs.reduce(10) {|a, x| a + x }   // expect: 16
say xs.map { _ + 1 }                // expect: [2, 3, 4]
class P { meth twice(a, f) { f(f(a)) } }
say P.new.twice(3) {|x| x * x }     // expect: 81
