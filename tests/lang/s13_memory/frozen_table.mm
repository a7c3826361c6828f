// A frozen table of the package is read in place by all maatines: it is there once, whoever reads it.
fn build(n) {
    let m = {}
    for ^n -> i { m{"key {i}"} = [i, "value {i}"] }
    m
}
const our TABLE :im = build(30_000)
const our OTHER :im = [['x'], {a => 1}]
const our OPEN = {a => [1]}                 // not frozen: each reader gets a copy
fn frozen { Sys.memory<types><frozen> }
fn look(k) {
    let sum = 0
    for ^50 -> i {
        sum += TABLE{"key {(k * 7919 + i * 104729) % 30_000}"}[0]
        sum += OTHER[1]<a>
    }
    sum
}
GC.collect
let at = frozen()
let got = (1..200).pmap {|k| look(k) }
say got == (1..200).map {|k| look(k) }              // expect: true
let ps = ma for ^100 -> k { look(k); receive { when ['call', from, i] { reply(from, TABLE{"key {i}"}) } } }
say ps.map({|p| Ma.call(p, 77)[1] }).uniq           // expect: ['value 77']
say frozen() - at < 200_000                         // expect: true
say TABLE.is_frozen, ' ', TABLE<none> \\ 'none', ' ', TABLE.len     // expect: true none 30000
let changed = try { TABLE{'a'} = 1 } catch FrozenError { 'refused' }
say changed                                         // expect: refused
let o = OPEN
o<a>.push(2)
say OPEN, ' ', o                                    // expect: {a => [1]} {a => [1, 2]}

// One that nobody refers to any more is freed, whole.
fn short {
    let t = build(30_000).freeze
    let p = ma { receive { when ['call', from, k] { reply(from, t{k}[1]) } } }
    say Ma.call(p, 'key 5')                         // expect: value 5
    p.join
    frozen() - at > 1_000_000
}
say short()                                         // expect: true
let turns = 0
while frozen() - at > 200_000 && turns < 300 {
    GC.collect
    sleep 0.01 if turns > 3
    turns += 1
}
say frozen() - at < 200_000                         // expect: true
