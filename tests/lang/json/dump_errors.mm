// What has no form in JSON.
use Json (dump)
let x = [1]
x.push(x)
try { dump(x) } catch ArgumentError -> e { say e.message }       // expect: JSON: a value holds itself
let m = {a => {}}
m<a>{'m'} = m
try { dump(m) } catch ArgumentError -> e { say e.message }       // expect: JSON: a value holds itself
let twice = [1]
say dump([twice, twice])                                         // expect: [[1],[1]]
for [Inf, -Inf, NaN] -> n { try { dump([n]) } catch ArgumentError -> e { say e.message } }
// expect: JSON has no Inf and no NaN
// expect: JSON has no Inf and no NaN
// expect: JSON has no Inf and no NaN
try { dump({|a| a }) } catch TypeError -> e { say e.message }    // expect: JSON: Fn cannot be written
try { dump([Ma.self]) } catch TypeError -> e { say e.message }   // expect: JSON: Ma cannot be written
try { dump({:true => 1}) } catch TypeError -> e { say e.message }   // expect: JSON: a key must be a Str or a Num, not Bool
try { dump(1, indent => -1) } catch ArgumentError -> e { say e.message }   // expect: indent must be 0 to 64
