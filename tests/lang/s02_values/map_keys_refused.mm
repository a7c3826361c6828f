// Keys that can change raise TypeError.
let m = {}
try { m{[1]} = 1 } catch TypeError { say 'array' }      // expect: array
try { m{{a => 1}} = 1 } catch TypeError { say 'map' }   // expect: map
try { m{set(1)} = 1 } catch TypeError { say 'set' }     // expect: set
class P { }
try { m{P.new} = 1 } catch TypeError { say 'instance' } // expect: instance
say m.len // expect: 0
