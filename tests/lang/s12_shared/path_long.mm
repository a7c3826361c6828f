// Large values that go into and out of a shared variable by access paths are copied in pieces, with the variable held.
// flags: --long-copy=1
// timeout: 60
let big = (1..500).map {|i| [i, "{i}"] }
shared let m = {a => [], n => 0}
m<a> = big
say m<a>.len                                     // expect: 500
m<a>.push(big)
say m<a>[500].len                                // expect: 500
let out = m<a>.pop
say out.len, ' ', m<a>.len                       // expect: 500 500
let both = m<a>
both.push(1)
say m<a>.len                                     // expect: 500
let ps = ma for ^4 -> i { for ^10 { m<a>.push([i, big]); m<n> += 1; let x = m<a>; x.push(1) } }
for ps -> p { p.join }
say m<n>, ' ', m<a>.len, ' ', m<a>[539][1].len   // expect: 40 540 500
// Killed while they hold it.
for ^20 -> i {
    let p = ma { while true { m<a> = big; let x = m<a>; m<a>.push(x) } }
    sleep 0.0005 * (i % 5)
    Ma.exit(p, 'kill')
    p.join
}
m<a> = [1]
say m<a>                                         // expect: [1]
