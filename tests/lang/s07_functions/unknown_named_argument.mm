// A named argument that no parameter takes raises ArgumentError.
fn f(a) { a }
let g = f
try { g(1, zzz => 2) } catch ArgumentError -> e { say 'zzz' in e.message }  // expect: true
