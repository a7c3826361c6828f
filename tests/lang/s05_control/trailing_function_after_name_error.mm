// A trailing function is allowed after method names only (R5).
fn each_of(xs, f) { f(xs) }
each_of [1] {|x| say x }
// expect error: :3:9: error:
// expect status: 2
