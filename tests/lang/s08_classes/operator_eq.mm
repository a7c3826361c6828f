// eq serves == != in has uniq (R32).
class Q { field x :ro;  meth eq(o) { o isa Q && x == o.x };  meth str { "q{x}" } }
let a = Q.new(x => 1)
let b = Q.new(x => 1)
let c = Q.new(x => 2)
say a == b, a != b, a == c        // expect: truefalsefalse
say a in [b], [c].has(a)          // expect: truefalse
say [a, b, c].uniq                // expect: [q1, q2]
