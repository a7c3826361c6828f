// A block that is never closed is a compile error at the end of the file.
fn f {
    say 1
// expect error: error: expected '}', found end of file
// expect status: 2
