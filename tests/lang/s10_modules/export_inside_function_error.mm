// export stands only at the top level of a file (R61).
fn f { export fn g { 1 } }
// expect error: :2:8: error:
// expect status: 2
