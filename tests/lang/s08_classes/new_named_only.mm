// .new takes named arguments only (R32).
class P { field x :rw }
try { P.new(1) } catch ArgumentError { say 'no' }   // expect: no
say P.new({x => 5}**).x                             // expect: 5
