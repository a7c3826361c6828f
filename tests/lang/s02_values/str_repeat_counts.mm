// A Str is repeated a whole number of times, whatever kind of number says so; a negative one is none.
say 'ab' * 2.0, ' ', 'ab' * (6 / 2), ' ', ('ab' * -1).dump, ' ', ('ab' * -(2 ** 70)).dump   // expect: abab ababab '' ''
try { 'ab' * 1.5 } catch TypeError -> e { say e.message }     // expect: cannot apply '*' to Str and Num
try { 'ab' * 2 ** 70 } catch MemoryError { say 'too long' }   // expect: too long
let a = [1]
try { a[2 ** 70] = 1 } catch MemoryError { say 'too large' }  // expect: too large
try { a[-(2 ** 70)] = 1 } catch IndexError { say 'before' }   // expect: before
