// A state variable in a method is one per place, not one per instance (R33).
class C { meth tick { state n = 0; n++; n } }
let a = C.new
let b = C.new
say a.tick, b.tick, a.tick // expect: 123
