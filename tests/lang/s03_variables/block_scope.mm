// A variable ends with its block.
if true { let inner = 1 }
say inner
// expect error: :3:5: error: 'inner' is not declared
// expect status: 2
