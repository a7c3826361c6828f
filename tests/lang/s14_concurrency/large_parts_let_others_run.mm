// flags: --schedulers 1
// Parts of large arrays, what is made of all their elements, and sums take turns with others.
use Turns (aside, short)

let n = short ? 25_000 : 200_000
let total = (n * (n - 1)).div(2)
let many :im = (^n).array
fn ends(xs) { [n - xs.len, xs[0], n - xs[-1]] }     // how many are missing, and the last one from the end
say aside({ ends(many[1..-1]) }).dump               // expect: [true, [1, 1, 1]]
say aside({ ends(many[-(n - 9)..^-1]) }).dump       // expect: [true, [10, 9, 2]]
say aside({ let a = many.array; ends(a[5..Inf]) }).dump     // expect: [true, [5, 5, 1]]
say many[7..6], many[n..-1], many[-2..-1].len, many[3..4.5]     // expect: [][]2[]
say aside({ let (a, *rest) = many*; [a, ends(rest)] }).dump        // expect: [true, [0, [1, 1, 1]]]
say aside({ given [many] { when [[a, b, *rest]] if rest.len > 5 { [a, b, ends(rest)] } } }).dump     // expect: [true, [0, 1, [2, 2, 1]]]
say aside({
    Ma.self <- ['all', many.array]
    receive { when ['all', [a, *rest]] if a == 0 { ends(rest) } }
}).dump                                             // expect: [true, [1, 1, 1]]

say aside({ let r = many.rev; [r.len == n, r[0] == n - 1, r[-1]] }).dump        // expect: [true, [true, true, 0]]
let holes :im = many.map {|i| i % 3 == 0 ? nil : i }
say aside({ holes.compact == many.grep {|i| i % 3 != 0 } }).dump   // expect: [true, true]
say aside({ [many.sum - total, many.array.sum - total] }).dump     // expect: [true, [0, 0]]
say aside({ (many.array + [0.5]).sum - total }).dump       // expect: [true, 0.5]
say aside({ (many.array + [2 ** 70]).sum - total == 2 ** 70 }).dump        // expect: [true, true]
say aside({ let k = short ? 2000 : 20_000; (1..^k).array.prod == (1..^k).reduce(1, {|a, b| a * b }) }).dump       // expect: [true, true]
say aside({ try { (many + ['x']).sum } catch e { "{e}" } }).dump   // expect: [true, 'TypeError: cannot apply \'+\' to Num and Str']
class Money {
    field n :rw = 0
    meth infix:<+>(o) { Money.new(n => n + (o isa Money ? o.n : o)) }
}
say aside({ ([Money.new(n => 5)] + many).sum.n - total }).dump     // expect: [true, 5]

let map = {}
for ^n -> i { map{i * 2} = i }
for ^n.div(4) -> i { map.del(i * 2) }
map{'k'} = 'v'
let frozen :im = map
let kept = n - n.div(4)
say aside({ let k = frozen.keys; [k.len - kept, k[0] == 2 * n.div(4), k[1] - k[0], k[-1]] }).dump      // expect: [true, [1, true, 2, 'k']]
say aside({ let v = frozen.values; [v.len - kept, v[0] == n.div(4), v[1] - v[0], v[-1]] }).dump    // expect: [true, [1, true, 1, 'v']]

// Ranges and Sets become Arrays in the same way, whatever is asked of them.
say aside({ [(1..n).sum - total - n, (1..n).rev[0] == n, ends((1..n).array)] }).dump      // expect: [true, [0, true, [0, 1, 0]]]
let set :im = many.set
say aside({ [set.sum - total, set.skip(5)[0], set.index(7), set.join == many.join] }).dump     // expect: [true, [0, 5, 7, true]]
say aside({ try { (1..n).zip(5) } catch e { "{e}" } }).dump        // expect: [true, 'TypeError: Num is not iterable']
say try { (1..n).chunks(0) } catch e { "{e}" }      // expect: ArgumentError: the size must not be 0

// A Set that changes afterwards changes nothing that was made; a list goes on from what it was.
let own = many.set
let list = own.array
own.push(-1)
say list.len - n, ' ', own.len - n                  // expect: 0 1

// One that is ended in the midst of it leaves nothing behind.
let ps = [ma { loop { many[1..-1].len } }, ma { loop { many.sum } }, ma { loop { (1..n).rev.len } }]
sleep 0.01
for ps -> p { Ma.exit(p, 'kill') }
say ps.map {|p| p.join }                            // expect: ['killed', 'killed', 'killed']
