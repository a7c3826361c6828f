// Old containers that get young elements keep them.
let old = (^1000).map({ [] })
GC.collect
GC.collect
for ^50 -> r { for old -> xs { xs.push(r) if xs.len < 20 }; (^2000).map({ [_, _] }) }
say old.all({|xs| xs == (^20).array })    // expect: true
