// A frozen error can be raised.
let e = TypeError.new(message => 'cold').freeze
try { die e } catch TypeError -> x { say x.message }  // expect: cold
