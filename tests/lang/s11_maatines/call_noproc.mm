// A call to one that is gone raises ExitError 'noproc' (R48).
let p = ma { 1 }
p.join
try { Ma.call(p, 'q') } catch ExitError -> e { say e.reason }    // expect: noproc
