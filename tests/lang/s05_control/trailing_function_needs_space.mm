// m.f{k} is an index: a trailing function needs a space before its { (R5).
class P { field m :ro = {k => 5} }
let p = P.new
say p.m{'k'}       // expect: 5
