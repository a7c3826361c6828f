// An exit signal ends a maatine that computes without end.
let p = ma { let n = 0; loop { n++ } }
sleep 0.02
Ma.exit(p, 'enough')
say p.join          // expect: enough
