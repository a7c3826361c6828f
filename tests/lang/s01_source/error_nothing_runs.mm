// When there is a compile error nothing runs, not even the lines before it (R26).
say 'never printed'
say nope
// expect error: :3:5: error: 'nope' is not declared
// expect status: 2
