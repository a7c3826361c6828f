// Ma.call raises ExitError with the reason when the maatine ends first.
let p = ma { receive { when ['call', *_] { exit_ma('gave up') } } }
try { Ma.call(p, 'q') } catch ExitError -> e { say e.reason, ' ', e.ma == p }  // expect: gave up true
