// A name that is taken raises ArgumentError.
let p = Ma.spawn({|| receive { when 'stop' { 1 } } }, name => 'once')
try { Ma.spawn({|| 1 }, name => 'once') } catch ArgumentError { say 'taken' }  // expect: taken
p <- 'stop'
