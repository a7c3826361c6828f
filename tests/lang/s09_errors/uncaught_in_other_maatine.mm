// An error in another maatine is reported and ends that one alone.
let p = ma { die 'only me' }
p.join
say 'main goes on'
// expect: main goes on
// expect error: Error: only me
// expect status: 0
