// However many different strings a program makes: nothing keeps them.
use Json (parse)
fn kept {
    GC.collect
    let types = Sys.memory<types>
    types<code> + types<runtime> + types<string> + types<regex>
}
fn round(from) {
    let m = {}
    for from..from + 999 -> i {
        let k = "key number {i}"
        m{k} = parse('{"key ' + i.str + '": "value ' + i.str + '"}')
        m{i.str} = k.split(' ')
        Ma.register(k, Ma.self)
        Ma.unregister(k)
    }
    for from..from + 19 -> i {
        let p = Ma.spawn({ nil }, label => "label {i}", name => "name {i}")
        p.join
        Regex.new("a{i}")
    }
    m.len
}
round(100_000)
let before = kept()
let rounds = 0
for 1..10 -> i { rounds += round(1_000_000 + i * 1000) }
say rounds                                          // expect: 20000
let grown = kept() - before
say (grown < 20_000 or grown)                       // expect: true
