// Own variables, parameters, what is shared, our, state, tasklocal: no race (R35); other methods read.
our o = 0
tasklocal t = 0
shared let s = 0
shared let xs = []
let ys = [3, 1]
concurrent {
    spawn { let mine = []; mine.push(1); mine[0] = 2; o = 1 }
    spawn { t = 5; s += 1; xs.push(1) }
    spawn { state n = 0; n++ }
    spawn { ys.sort.len }
}
fn f(list) { concurrent { let a = spawn g(list) }; a }
fn g(list) { list.push(9); list.len }
let zs = [1]
say f(zs), ' ', zs             // expect: 2 [1]
say [o, t, s, xs]              // expect: [1, 0, 1, [1]]
parallel for ^3 -> i { xs.push(i) }
say xs.len                     // expect: 4
