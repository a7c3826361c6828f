// defer blocks run after the finally blocks inside the function (R19).
fn f { defer { print 'defer ' }; try { print 'body ' } finally { print 'finally ' } }
f()
say '|'   // expect: body finally defer |
