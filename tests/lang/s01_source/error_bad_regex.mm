// A bad regex literal is a compile error (R86).
say 'x' =~ /(unclosed/
// expect error: :2:12: error:
// expect status: 2
