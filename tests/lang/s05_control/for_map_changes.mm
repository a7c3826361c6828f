// A Map's loop visits the keys there were at its start and are still there (R29).
let m = {a => 1, b => 2, c => 3}
for m -> k, v { m.del('b'); m<new> = 9; print k }
say ''     // expect: ac
say m.len  // expect: 3
