// Many finalizable objects, without a call of GC.collect: all have run at the end, none twice.
our runs = 0
class F { field n :ro;  meth final { runs += 1 } }
let p = ma { for ^30000 -> i { F.new(n => i) }; (^30000).map({ F.new(n => _) }).len }
say p.join                       // expect: normal
for ^1000 { break if runs == 60000; sleep 0.01 }
say runs                         // expect: 60000
