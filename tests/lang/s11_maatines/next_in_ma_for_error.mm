// The bodies of ma and ma for are functions: next and break cannot leave them (R7).
for [1] -> x { ma { next } }
ma for [1] -> x { break }
// expect error: :2:21: error: 'next' outside a loop
// expect error: :3:19: error: 'break' outside a loop
// expect status: 2
