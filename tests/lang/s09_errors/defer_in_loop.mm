// A defer reached several times runs as often.
fn f { for ^3 -> i { defer { print i, ' ' } }; print 'end ' }
f()
say '|'   // expect: end 2 1 0 |
