// Maatines are killed while messages with many buffers that they hold are swept and counted.
let n = 600
fn build(k) {
    let text = 'abcdefghij' * 3000
    (1..n).map {|i| i % 3 == 0 ? "{k}{i}" * 40 : i % 3 == 1 ? text[i..^(i + 200)] : [i, "{i}-{k}" * 50, text[i..^(i+90)].bytes] }
}
let main = Ma.self
fn keep(k) {
    let have = []
    let old = (1..20000).map {|i| [i, i] }
    GC.mode('inc')
    loop {
        receive { when x {
            have.push(x)
            have.shift if have.len > 3
            for 0..^(n / 2) -> i { have[0][(i * 7 + k) % n] = nil }
            main <- 'got'
            for 1..40 -> j { (1..30).map({|i| [i, "{i}" * 30] }) }
            main <- ['worked', old.len]
        } }
    }
}
for 1..12 -> r {
    let ps = (1..3).map {|i| ma keep(i) }
    for 1..5 -> k {
        let m = build(k)
        for ps -> p { p <- m }
        fn own(p, k) { p <- build(k) }
        own(ps[k % 3], k)
        for 1..4 { receive { when 'got' { } } }
        for 1..((r * k) % 4) { receive { when ['worked', _n] { } } }
    }
    for ps -> p { Ma.exit(p, 'kill') }
    for ps -> p { p.join }
    loop {
        let empty = receive { when _x { false } after 0 { true } }
        break if empty
    }
}
say 'done'  // expect: done
