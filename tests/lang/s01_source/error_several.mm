// All the errors of a file are reported in one run, sorted by place.
let a = 1
say aaaaaa
let a = 2
say bbbbbb
// expect error: :3:5: error: 'aaaaaa' is not declared
// expect error: :4:5: error: 'a' is already declared in this scope
// expect error: :5:5: error: 'bbbbbb' is not declared
// expect status: 2
