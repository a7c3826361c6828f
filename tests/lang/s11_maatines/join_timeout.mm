// join with a timeout raises TimeoutError when it passes.
let p = ma { receive { when 'stop' { 1 } } }
try { p.join(timeout => 0.05) } catch TimeoutError { say 'late' }  // expect: late
p <- 'stop'
say p.join   // expect: normal
