// In the head of a statement { opens the block, never a trailing function (R5).
let xs = []
if xs.is_empty { say 'empty' }        // expect: empty
let m = {a => 1}
for m.keys { print _ }
say ''                                // expect: a
given m.len { when 1 { say 'one' } }  // expect: one
while xs.is_empty { xs.push(1) }
say xs.len                            // expect: 1
