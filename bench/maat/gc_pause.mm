// Pauses of one maatine's collections against its live heap: `maat run bench/maat/gc_pause.mm MEGABYTES`. Objects and small arrays
// in one large array, changed at random while garbage is made; prints GC.info at the end.
use Proc

let mb = Proc.args[0].num
class N { field v :rw; field a :rw; field b :rw }
let n = (mb * 1024 * 1024).div(96)
let all = []
for ^n -> i { all.push(N.new(v => i, a => [i], b => nil)) }
let k = 12345
for ^3000000 -> i {
    k = (k * 1103515245 + 12345) % n
    let x = all[k]
    x.b = [i, x.v]
    if i % 4 == 0 {
        all[(k + i) % n] = N.new(v => i, a => [i], b => x)
        x.b = nil
    }
}
say GC.info
