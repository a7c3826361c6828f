// spawn is legal only inside a concurrent block; the place is the word spawn (R26).
fn f { 1 }
let w = spawn f()
// expect error: :3:9: error: 'spawn' is only legal inside a concurrent block
// expect status: 2
