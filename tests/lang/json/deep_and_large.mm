// Depth is bounded by memory alone; large texts are read and written in pieces, so that others run meanwhile.
use Json (parse, dump)
let deep = parse('[' * 20_000 + ']' * 20_000)
let text = dump(deep)
say text.len                                              // expect: 40000
let n = 0
let at = deep
while at.len > 0 { at = at[0]; n++ }
say n                                                     // expect: 19999
try { parse('[' * 5_000) } catch ParseError -> e { say e.message }   // expect: JSON, line 1, column 5001: the text ends too early
let big = (^2_000).map {|i| {id => i, name => "name {i}", tags => ['a', i, nil, 1.5]} }
let t = dump(big)
say parse(t) == big                                       // expect: true
say parse(dump(big, indent => 1)) == big                  // expect: true
let me = Ma.self
let p = ma { for ^20 { me <- parse(t).len } }
sleep 0.001
say Ma.info(me, 'mailbox') < 20                           // expect: true
for ^20 { receive { when Num { } } }
