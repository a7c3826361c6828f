// The place of an error inside an interpolation is its place in the file.
let a = 1
say "value: {a} {bbbbbb}"
// expect error: :3:18: error: 'bbbbbb' is not declared
// expect status: 2
