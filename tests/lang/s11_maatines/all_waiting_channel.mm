// Waiting at a channel, for a Work or a scope counts as well (R37).
let ch = Chan.new
let p = ma { <-ch }
let q = ma { p.join }
q.join
// expect error: all maatines are waiting
// expect status: 3
