// flags: --schedulers 1
// Sorting what is compared value by value, and making large arrays and maps of others, take turns with others.

fn aside(work) {
    let me = Ma.self
    ma {
        me <- 'begin'
        let x = work()
        me <- 'end'
        GC.collect
        me <- ['result', x]
    }
    receive { when 'begin' { } }
    let turns = 0
    let over = false
    until over {
        Ma.yield
        turns++
        over = receive { when 'end' { true } after 0 { false } }
    }
    [turns > 3, (receive { when ['result', r] { r } })]
}

fn rnd(x) { x * 16807 % 2147483647 }
fn values(n, f) {
    let x = 7
    (^n).map {|_i| x = rnd(x); f(x) }
}
fn ascending(xs) { (1..^xs.len).all {|i| (xs[i - 1] <=> xs[i]) <= 0 } }

// Values that are compared, and stay in their order where they are equal.
let pairs :im = values(10_000, {|x| [x % 10, "{x}"] })
say aside({ let s = pairs.sort; [ascending(s), s.len] }).dump               // expect: [true, [true, 10000]]
let big :im = values(10_000, {|x| 2 ** 70 + x })
say aside({ let s = big.sort; [ascending(s), s.sum == big.sum] }).dump      // expect: [true, [true, true]]
let numbered :im = pairs.zip((^10_000).array).map {|z| [z[0][0], z[1]] }
say aside({
    let s = numbered.sort_by {|p| [p[0]] }
    [s.len, (1..^s.len).all {|i| (s[i - 1] <=> s[i]) < 0 }]
}).dump                                                                     // expect: [true, [10000, true]]
say aside({ try { (pairs + [[1, nil]]).sort } catch e { "{e}" } }).dump
// expect: [true, 'TypeError: cannot compare Nil with Str']

class Version {
    field n :rw = 0
    meth cmp(o) { n <=> o.n }
}
let versions = values(4000, {|x| [Version.new(n => x % 100)] })
say aside({ ascending(versions.sort.map {|v| v[0].n }) }).dump              // expect: [true, true]

// One that is ended in the midst of it leaves nothing behind.
let me = Ma.self
let p = ma {
    let xs = values(40_000, {|x| [x] })
    me <- 'sorting'
    xs.sort
}
receive { when 'sorting' { } }
Ma.exit(p, 'kill')
say p.join                                                                  // expect: killed

// Arrays and maps out of others.
let many :im = (^150_000).array
say aside({ [(many + many).len, (many + many)[150_001]] }).dump             // expect: [true, [300000, 1]]
say aside({ [many.skip(5).len, many.take(149_999)[-1], many.array.sum] }).dump     // expect: [true, [149995, 149998, 11249925000]]
let some :im = (^40_000).array
say aside({ let z = some.zip(some.rev); [z.len, z[1], some.zip([7])[9]] }).dump    // expect: [true, [40000, [1, 39998], [9, nil]]]
say aside({ let h = many.hash; [h.len, h{10}] }).dump                       // expect: [true, [75000, 11]]
say aside({ [some.chunks(7).flat == some, [some, [[], [some]]].flat.len] }).dump   // expect: [true, [true, 80000]]
let bytes = 'some bytes'.repeat(25_000).bytes
say aside({ [bytes.array.len, bytes.array[-1]] }).dump                      // expect: [true, [250000, 115]]
say try { (many + [[Version.new], 1]).hash.len } catch e { "{e}" }        // expect: TypeError: Array cannot be a map key
