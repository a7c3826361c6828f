// meth eq serves value patterns (R32).
class Q { field x :rw;  meth eq(o) { o isa Q && x == o.x } }
let one = Q.new(x => 1)
say (given Q.new(x => 1) { when (one) { 'equal' } default { 'no' } })  // expect: equal
