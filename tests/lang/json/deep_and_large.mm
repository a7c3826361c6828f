// Depth is bounded by memory alone; large texts are read and written in pieces, so that others run meanwhile.
use Json (parse, dump)
let deep = parse('[' * 100_000 + ']' * 100_000)
let text = dump(deep)
say text.len                                              // expect: 200000
let n = 0
let at = deep
while at.len > 0 { at = at[0]; n++ }
say n                                                     // expect: 99999
try { parse('[' * 50_000) } catch ParseError -> e { say e.message }   // expect: JSON, line 1, column 50001: the text ends too early
let big = (^20_000).map {|i| {id => i, name => "name {i}", tags => ['a', i, nil, 1.5]} }
let t = dump(big)
say parse(t) == big                                       // expect: true
say parse(dump(big, indent => 1)) == big                  // expect: true
let me = Ma.self
let p = ma { for ^20 { me <- parse(t).len } }
sleep 0.001
say Ma.info(me, 'mailbox') < 20                           // expect: true
for ^20 { receive { when Num { } } }
