// A state variable is one per maatine.
fn count { state n = 0; n++; n }
count()
count()
let me = Ma.self
ma { me <- ['n', count()] }
receive { when ['n', n] { say n } }  // expect: 1
say count()                          // expect: 3
