// Arguments of a wrong type raise TypeError, wrong counts ArgumentError.
let t = 0
try { 'a'.has(5) } catch TypeError { t++ }
try { [1].take('x') } catch TypeError { t++ }
try { 'abc'.substr('x', 1) } catch TypeError { t++ }
try { 5.gcd('a') } catch TypeError { t++ }
try { [1, 2].map(5) } catch TypeError { t++ }
say t                                                  // expect: 5
try { 'a'.has() } catch ArgumentError { say 'count' }  // expect: count
try { [1].len(1) } catch ArgumentError { say 'count' } // expect: count
