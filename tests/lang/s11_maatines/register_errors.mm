// register raises ArgumentError: name taken, maatine gone, maatine has a name (R48).
let p = ma { receive { when 'stop' { 1 } } }
let q = ma { receive { when 'stop' { 1 } } }
let dead = ma { 1 }
dead.join
Ma.register('n', p)
try { Ma.register('n', q) } catch ArgumentError { say 'taken' }       // expect: taken
try { Ma.register('m', dead) } catch ArgumentError { say 'gone' }     // expect: gone
try { Ma.register('m', p) } catch ArgumentError { say 'has one' }     // expect: has one
p <- 'stop'; q <- 'stop'
