// All forms of writing one variable at once, by many: no update is lost.
shared let t = {n => 0, xs => [], s => 'a'}
class K { field v :rw = 0; meth up { v += 1; self } }
shared let k = K.new
concurrent {
    for ^8 -> i { spawn { for ^25 {
        t<n> += 1
        t<xs>.push(i)
        t{"k{i}"} \\= 0
        t{"k{i}"}++
        k.v += 1
        k.up()
    } } }
}
say t<n>, ' ', t<xs>.len, ' ', (^8).map({|i| t{"k{i}"} }).uniq, ' ', k.v     // expect: 200 200 [25] 400
