// A Range is indexed like the array of its elements, and counted exactly, without being made.
say (1..5)[0], (1..5)[4], (1..5)[-1], (1..5)[-5]        // expect: 1551
say (1..5)[5], ' ', (1..^5)[4], ' ', (5..1)[0]          // expect: nil nil nil
say (1..^5)[-1], ' ', (1.5..4)[-1], ' ', (1.5..4)[1]    // expect: 4 3.5 2.5
say (1..Inf)[10], ' ', (1..5)[1.0]                      // expect: 11 2
try { (1..5)[-6] } catch IndexError -> e { say e.message }   // expect: index -6 out of range
try { (1..Inf)[-1] } catch IndexError { say 'no end' }       // expect: no end
try { (1..5)[1.5] } catch TypeError -> e { say e.message }   // expect: a Range index must be an integer, not Num
say (1..10**30).len == 10**30, ' ', (1..^10**30).len == 10**30 - 1      // expect: true true
say (10**30..10**30 + 5)[-1] - 10**30, ' ', (1..^10**20).last           // expect: 5 99999999999999999999
say (1..10**9).last, ' ', (5..1).last, ' ', (1.5..4).len                // expect: 1000000000 nil 3
let r = 1..5
let i = 2
i = r[i]                                                // the result may overwrite an operand
r = r[i]
say i, ' ', r                                           // expect: 3 4
