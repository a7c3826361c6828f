// Sharing within one message and cycles are kept.
let shared_part = [1]
let cyc = [0]
cyc.push(cyc)
Ma.self <- [shared_part, shared_part, cyc]
receive { when [a, b, c] { say a === b, ' ', c[1] === c; a.push(2); say b } }
// expect: true true
// expect: [1, 2]
