// Collections keep all that is reachable, whatever its shape.
class N { field v :rw; field nxt :rw }
let list = nil
for ^2000 -> i { list = N.new(v => i, nxt => list) }
let m = {}
for ^2000 -> i { m{"k{i}"} = [i, {n => i}] }
let f = (^100).map {|i| {|| i * 2 } }
for ^5 { GC.collect; (^20000).map({ [_] }) }
let n = 0
let k = list
while k { n += k.v; k = k.nxt }
say n, ' ', m{'k1999'}, ' ', f[99]()      // expect: 1999000 [1999, {n => 1999}] 198
