// Operators on types that have none raise TypeError.
let t = 0
try { [{} + {}] } catch TypeError { t++ }
try { 'a' / 2 } catch TypeError { t++ }
try { nil * 2 } catch TypeError { t++ }
try { true + 1 } catch TypeError { t++ }
try { -'a' } catch TypeError { t++ }
try { 'a' * 'b' } catch TypeError { t++ }
try { {|x| x} - 1 } catch TypeError { t++ }
say t // expect: 7
