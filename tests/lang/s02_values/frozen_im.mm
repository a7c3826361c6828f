// The trait :im deep-freezes what is assigned; writing raises FrozenError.
let c :im = {a => [1, 2], m => {x => 1}}
try { c<a> = 1 } catch FrozenError { say 'map' }           // expect: map
try { c<a>.push(3) } catch FrozenError { say 'array' }     // expect: array
try { c<m><x> = 2 } catch FrozenError { say 'inner map' }  // expect: inner map
try { c.del('a') } catch FrozenError { say 'del' }         // expect: del
say c                                                      // expect: {a => [1, 2], m => {x => 1}}
say c.is_frozen, ' ', c<a>.is_frozen                       // expect: true true
