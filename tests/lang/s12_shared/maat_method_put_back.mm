// A method written in Maat works on a copy that is put back (R2).
class Box3 { field n :rw = 0;  meth add(k) { n += k; n } }
shared let b = Box3.new
let ps = ma for ^4 { for ^10 { b.add(1) } }
for ps -> p { p.join }
say b.n                          // expect: 40
