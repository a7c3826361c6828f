// meth str is used by say, interpolation and .str.
class P { field x :rw = 7;  meth str { "P#{x}" } }
let p = P.new
say p                // expect: P#7
say "<{p}>"          // expect: <P#7>
say p.str, p.dump    // expect: P#7P#7
say [p]              // expect: [P#7]
