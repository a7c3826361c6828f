// Elements are compared as keys are: 1 and 1.0 are one, '1' another.
let s = set(1, 1.0, '1', nil, true)
say s.len, ' ', s.has(1), ' ', s.has('1'), ' ', s.has(nil)     // expect: 4 true true true
say set([1].freeze).has([1].freeze)                            // expect: true
