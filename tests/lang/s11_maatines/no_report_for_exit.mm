// An end by exit signal or exit_ma makes no crash report (R38): nothing on standard error.
let p = ma { exit_ma('quiet') }
p.join
let q = ma { receive { when 'x' { 1 } } }
Ma.exit(q, 'stop')
q.join
