// Methods take functions and named arguments as functions do.
class P {
    meth each2(f) { f(1); f(2) }
    meth opts(a, b = 2, **o) { [a, b, o] }
}
let p = P.new
p.each2 {|x| print x }
say ''                            // expect: 12
say p.opts(1, z => 3)             // expect: [1, 2, {z => 3}]
say p.opts(b => 5, a => 6)        // expect: [6, 5, {}]
