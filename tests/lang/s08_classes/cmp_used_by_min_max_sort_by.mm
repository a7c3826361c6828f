// cmp is used for keys in sort_by, min_by and max_by.
class K { field n :ro;  meth cmp(o) { n <=> o.n };  meth str { "k{n}" } }
let xs = [3, 1, 2]
say xs.sort_by({ K.new(n => _) }), xs.min_by({ K.new(n => -_) })     // expect: [1, 2, 3]3
