// Whole numbers as keys: counting up, in steps, negative, at random, and the same as doubles.

fn holds(keys) {
    let m = {}
    for keys -> k { m{k} = k }
    m.len == keys.len && m.keys == keys && keys.all({|k| m{k} == k && m{k + 0.0} == k }) && !m.has(keys[0] - 1)
}

say holds((^5000).array)
say [2, 7, 8, 9, 64, 1000, 4096, 65536, 16777216].all {|step| holds((1..2000).map {|i| i * step }) }
say holds((1..3000).map {|i| -i * 3 })
let x = 42
say holds((^3000).map {|_i| x = x * 16807 % 2147483647; x })
say [1, 1.0, 2.5, 2.5].uniq.dump, ' ', set(3, 3.0).len
// expect: true
// expect: true
// expect: true
// expect: true
// expect: [1, 2.5] 1
