// :save keys by content of immutable arguments; others are a TypeError (R63).
let calls = 0
fn f(a, b = 0) :save { calls++; "{a}" }
f('x'); f('x'); f(1); f(1.0); f('1'); f(1..2); f(1..2)
say calls                                             // expect: 4
f([1].freeze); f([1].freeze)
say calls                                             // expect: 5
try { f([1]) } catch TypeError { say 'mutable' }      // expect: mutable
