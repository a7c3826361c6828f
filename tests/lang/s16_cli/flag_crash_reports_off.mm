// --no-crash-reports prints no report.
// flags: --no-crash-reports
let p = ma { die 'unseen' }
say p.join isa Error       // expect: true
