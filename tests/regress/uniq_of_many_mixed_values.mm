// uniq of many values that are not all ints and Strs held its scheduler.
let n = 9_000
fn same(xs) { xs.uniq == __slow(xs) }
fn __slow(xs) {
    let out = []
    let seen = {}
    for xs -> x {
        let k = "{x.^name}{x.dump}"
        next if seen.has(k)
        seen{k} = true
        out.push(x)
    }
    out
}
let scalars = (1..n).map {|i|
    given i % 7 {
        when 0 { i % 500 }
        when 1 { "s{i % 300}" }
        when 2 { i % 400 + 0.5 }
        when 3 { 10 ** 30 + i % 50 }
        when 4 { i % 2 == 0 }
        when 5 { nil }
        default { Ma.self }
    }
}
say same(scalars), ' ', scalars.uniq.len
let deep = (1..n).map {|i| i % 3 == 0 ? [i % 700, "x{i % 7}"] : i % 3 == 1 ? {a => i % 90} : i % 200 }
say same(deep), ' ', deep.uniq.len
// expect: true 1254
// expect: true 930
// Equal in different forms.
let forms = (1..n).map {|i| i % 2 == 0 ? [i % 100] : [i % 100 + 0.0] }
say forms.uniq.len, ' ', (1..n).map({|i| i % 2 == 0 ? 1 : 1.0 }).uniq.len, ' ', (1..n).map({|i| i % 3 == 0 ? 2 ** 70 : (2 ** 70) * 1.0 }).uniq.len    // expect: 100 1 1
// Not a number equals nothing.
let nan = Inf - Inf
say (1..n).map({|i| i > n - 5 ? nan : i % 3 }).uniq.len     // expect: 8
// Instances inside that bring `eq`, and such that do not.
class P { field v :ro;  meth eq(o) { o isa P && v == o.v } }
class Q { field v :ro }
let few = (1..5000).map {|i| [P.new(v => i % 20)] }
say few.uniq.len        // expect: 20
let q = Q.new(v => 1)
say (1..n).map({|i| i % 2 == 0 ? [q] : [i % 10] }).uniq.len     // expect: 6
// What differs where a hash does not look is compared with all that are kept, in pieces too.
let alike = (1..6000).map {|i| [[[[[i % 1500]]]]] }
say alike.uniq.len, ' ', alike.uniq == alike[0..^1500], ' ', (alike + [1] + alike).uniq.len       // expect: 1500 true 1501
let late = (1..5000).map {|i| i % 1000 == 999 ? [[[[P.new(v => 1)]]]] : [[[[i % 900]]]] }
say late.uniq.len       // expect: 901
// Others run meanwhile, and it can be killed.
let texts = (1..50_000).map {|i| [i] }
let w = Ma.spawn({ loop { texts.uniq } })
sleep 0.01
Ma.exit(w, 'kill')
say w.join      // expect: killed
