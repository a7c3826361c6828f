// A WeakMap cannot travel (R14).
let w = WeakMap.new
try { Ma.self <- w } catch TypeError { say 'refused' }     // expect: refused
