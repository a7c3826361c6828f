// return at the top level of a file is a compile error (R61).
say 1
return 5
// expect error: :3:1: error:
// expect status: 2
