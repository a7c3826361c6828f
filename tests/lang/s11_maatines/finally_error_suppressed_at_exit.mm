// The reason of an end is the first error, with those of its cleanup in .suppressed (R19).
let p = Ma.spawn({|| try { die 'first' } finally { die 'second' } })
let why = p.join
say why.message, ' ', why.suppressed.map(:.message)    // expect: first ['second']
// expect error: first
// expect status: 0
