// A trapping maatine learns of each of its links.
Ma.trap_exits(true)
let ps = (^3).map {|i| Ma.spawn({|k| exit_ma(k) }, args => [i], link => true) }
let whys = []
for ^3 { receive { when ['EXIT', _, why] { whys.push(why) } } }
say whys.sort       // expect: [0, 1, 2]
