// flags: --schedulers=1
// Building a large Set or Map out of others is done in pieces, and others get their turns in between: of each operation it is counted how often
// another maatine ran before its end.
use Turns (turns, short, no_more)

let n = short ? 12_000 : 90_000
let few = short ? 0 : 3    // Maps of so few entries are copied in one go

let failed = []
fn check(name, want, f, least = 3) {
    let (ran, got) = turns(f)*
    failed.push("{name}: {ran} turns") if ran < least
    failed.push("{name}: wrong") if got != want
}

let xs = (^n).map {|i| i * 3 }
let ys = (^n).map {|i| i * 2 }
let both = n.div(3) + (n % 3 > 0 ? 1 : 0)    // multiples of six below 2 * n
let names = xs.map {|x| "k{x}" }
let a = nil
let b = nil
check('set', n, { a = xs.set; a.len })
check('Set.new', n, { b = Set.new(ys); b.len })
check('set of texts', n, { names.set.len })
check('union', 2 * n - both, { a.union(b).len })
check('intersect', both, { a.intersect(b).len })
check('diff', n - both, { a.diff(b).len })
check('uniq', xs, { (xs + xs).uniq })
check('uniq of texts', names, { (names + names).uniq })

let m = {}
let k = {}
for xs -> x { m{x} = 'm' }
for ys -> y { k{y} = 'k' }
let all = nil
check('merge', 2 * n - both, { all = m.merge(k); all.len }, few)
say all{0}, all{2}, all{3}, all{6}, ' ', all.keys[0..2], ' ', m.len == n, k.len == n       // expect: kkmk [0, 3, 6] truetrue
let pairs = nil
check('pairs', 2 * n - both, { pairs = all.pairs; pairs.len })
say pairs.head(3), ' ', pairs.all {|p| all{p[0]} == p[1] }     // expect: [[0, 'k'], [3, 'm'], [6, 'k']] true
check('update', 2 * n - both, { m.update(k).len }, few)
say m == all, ' ', m.keys == all.keys                           // expect: true true
say a.union(b).array.head(4), a.intersect(b).array.head(3), a.diff(b).array.head(3)        // expect: [0, 3, 6, 9][0, 6, 12][3, 9, 15]
say failed                                                      // expect: []

// What cannot be a key is refused in the midst of it.
xs[n - 1] = [1]
say try { xs.set } catch e { e.message }                        // expect: Array cannot be a map key
no_more()
