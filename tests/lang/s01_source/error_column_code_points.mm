// Columns count code points, from 1 (R26).
say 'äöü€😀', nope
// expect error: :2:14: error: 'nope' is not declared
// expect status: 2
