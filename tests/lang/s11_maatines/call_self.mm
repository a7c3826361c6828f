// Ma.call to oneself raises ArgumentError at once (R93).
try { Ma.call(Ma.self, 'q') } catch ArgumentError { say 'no' }   // expect: no
