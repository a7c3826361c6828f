// A WeakRef cannot travel: TypeError at the send (R14).
let w = WeakRef.new([1])
try { Ma.self <- ['w', w] } catch TypeError { say 'refused' }   // expect: refused
say receive { when x { x } } after 0 { 'nothing came' }         // expect: nothing came
