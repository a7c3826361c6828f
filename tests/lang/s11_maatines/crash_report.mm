// An error that leaves a maatine is logged with its label and the error.
let p = Ma.spawn({|| die 'broken part' }, label => 'press 7')
p.join
say 'on'      // expect: on
// expect error: broken part
// expect error: press 7
// expect status: 0
