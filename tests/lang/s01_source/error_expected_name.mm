// let needs a name.
let 5 = 1
// expect error: :2:5: error: expected a name, found number
// expect status: 2
