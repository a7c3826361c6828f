// p | q matches either.
fn f(v) { given v { when 'get' | 'read' { 'r' } when 1 | 2 | 3 { 'small' } when Num | Str { 'other' } } }
say f('get'), f('read'), f(2), f(9), f(nil)   // expect: rrsmallothernil
