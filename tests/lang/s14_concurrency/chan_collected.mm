// Channels live until nobody refers to them; many made and dropped, with values and waiters that were cancelled.
let n = 0
for ^20000 -> i { let c = Chan.new(buffer => 3); c <- [i, c]; n += c.len }
say n                        // expect: 20000
