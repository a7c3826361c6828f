// A WeakMap cannot travel (R14).
// skip: WeakMap is not part of this version
let w = WeakMap.new
try { Ma.self <- w } catch TypeError { say 'refused' }     // expect: refused
