// use stands only at the top level of a file (R61).
fn f { use Geo }
// expect error: :2:8: error:
// expect status: 2
