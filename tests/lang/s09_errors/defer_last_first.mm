// defer blocks run last first (R19).
fn f { defer { print '1 ' }; defer { print '2 ' }; defer { print '3 ' }; print 'body ' }
f()
say '|'   // expect: body 3 2 1 |
