// A WeakRef cannot be frozen (R88).
// skip: WeakRef is not part of this version
let w = WeakRef.new([1])
try { [w].freeze } catch TypeError { say 'no' } // expect: no
