// Freezing what holds a Fn freezes what the Fn captured by value (R88).
let xs = [1]
let f = {|| xs.push(2); xs.len }
let held = [f].freeze
try { held[0]() } catch FrozenError { say 'frozen inside' } // expect: frozen inside
say f()                                                     // expect: 2
