// The page's example of functions.
fn area(w, h = w) { w * h }                         // default values may use earlier parameters
fn sum(*xs) { xs.sum }                              // the rest as an Array
fn opts(url, **o) { o<timeout> \\ 5 }               // named arguments as a Map
let m = {timeout => 3}
say area(3), ' ', area(3, 4), ' ', area(h => 2, w => 5), ' ', sum(1, 2, 3)       // expect: 9 12 10 6
say opts('x'), opts('x', timeout => 1), opts('x', m**)       // expect: 513
let inc = {|x| x + 1}
say inc(1)                                          // expect: 2
let xs = [1, 2, 3]
say xs.map {|x| x * x}                              // expect: [1, 4, 9]
say xs.map: _ * _
// expect: [1, 4, 9]
say ['a', 'b'].map(:.uc)                            // expect: ['A', 'B']
let add = fn {|a, b| a + b}
say add(1, 2)                                       // expect: 3
fn fact(n) { n < 2 ? 1 : n * __FN__(n - 1) }
fn fib(n) :save { n < 2 ? n : fib(n - 1) + fib(n - 2) }      // memoised, per maatine
say fact(5), ' ', fib(80)                           // expect: 120 23416728348467685
fn call(f, *args) { f(args*) }
try { call(area) } catch ArgumentError -> e { say e.message.has('area') }        // expect: true
fn down(n) { n == 0 ? 'deep' : down(n - 1) }
say down(1_000_000)                                 // expect: deep
