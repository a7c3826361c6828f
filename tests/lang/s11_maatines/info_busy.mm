// A maatine that computes can be inspected.
let p = ma { let n = 0; loop { n++ } }
say Ma.info(p, 'id') == p.id       // expect: true
Ma.exit(p, 'kill')
