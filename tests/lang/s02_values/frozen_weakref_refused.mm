// A WeakRef cannot be frozen (R88).
let w = WeakRef.new([1])
try { [w].freeze } catch TypeError { say 'no' } // expect: no
