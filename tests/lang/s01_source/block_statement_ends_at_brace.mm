// A statement that is a block ends at its } (R6).
if true { say 1 } say 2
// expect: 1
// expect: 2
for [3] { say _ } say 4
// expect: 3
// expect: 4
fn f { 5 } say f()
// expect: 5
class P { field x :ro = 6 } say P.new.x
// expect: 6
