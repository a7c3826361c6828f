// meth infix:<+>(o): operators are looked up on the left operand (R32).
class V {
    field x :rw = 0; field y :rw = 0
    meth infix:<+>(o) { V.new(x => x + o.x, y => y + o.y) }
    meth infix:<*>(k) { V.new(x => x * k, y => y * k) }
    meth infix:<->(o) { V.new(x => x - o.x, y => y - o.y) }
    meth prefix:<->  { V.new(x => -x, y => -y) }
    meth str { "<{x} {y}>" }
}
let a = V.new(x => 1, y => 2)
say a + V.new(x => 10)       // expect: <11 2>
say a * 3                    // expect: <3 6>
say a - a                    // expect: <0 0>
say -a                       // expect: <-1 -2>
a += V.new(y => 5)
say a                        // expect: <1 7>
try { 3 * a } catch TypeError { say 'left operand' }  // expect: left operand
