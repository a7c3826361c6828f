// A regex pattern matches a Str; groups are in _1, _2.
fn f(line) { given line { when /^GET (.*)/ { "get {_1}" } when /^(\w+)=(\w+)$/ { "{_1} is {_2}" } default { 'no' } } }
say f('GET /x'), ', ', f('a=b'), ', ', f('...'), ', ', f(5)  // expect: get /x, a is b, no, no
