// flags: --schedulers 1
// Looking for an element, or for the least one, takes turns with others: where there are many, and where they are large.
use Turns (aside, short)

let n = short ? 6_000 : 300_000
let many :im = (^n).map {|i| i * 7 % (n + 7) }
say aside({ many.has(-1) }).dump                    // expect: [true, false]
say aside({ many.has(many[-1]) }).dump              // expect: [true, true]
say aside({ [many.index(-1), many.index(many[n - 50]) == n - 50] }).dump        // expect: [true, [nil, true]]
say aside({ -1 in many }).dump                      // expect: [true, false]
say aside({ -1 !in many }).dump                     // expect: [true, true]
say aside({ [many.min, many.max == many.sort[-1]] }).dump      // expect: [true, [0, true]]
say aside({ [(many + [NaN]).min, (many + [0.5, -2 ** 80]).min] }).dump      // expect: [true, [0, -1208925819614629174706176]]

// Few, but large: each is told from what is looked for at its end.
fn rows(last) { (^(short ? 1000 : 40_000)).map({|i| [i, "{i}"] }) + [[last]] }
let large :im = [rows(1), rows(2), rows(3)]
let three :im = rows(3)
say aside({ [large.index(three), large.has([rows(4)])] }).dump         // expect: [true, [2, false]]
say aside({ three in large }).dump                  // expect: [true, true]
say aside({ [large.max == three, large.min[-1], large.rev.max[-1]] }).dump     // expect: [true, [true, [1], [3]]]
let bad :im = rows(nil)
say aside({ try { [large[0], bad].min } catch e { "{e}" } }).dump      // expect: [true, 'TypeError: cannot compare Nil with Num']
say aside({ try { (many + ['x']).max } catch e { "{e}" } }).dump       // expect: [true, 'TypeError: cannot compare Str with Num']

// Who brings a method of its own is asked in order.
class Version {
    field n :rw = 0
    meth cmp(o) { n <=> o.n }
    meth eq(o) { o isa Version && n % 10 == o.n % 10 }
}
say (large + [[Version.new(n => 4)]]).has([Version.new(n => 14)])        // expect: true
let versions = (^3).map {|i| rows(Version.new(n => 5 - i)) }
say versions.min[-1][0].n                           // expect: 3

// Ranges and Sets, small ones of large elements, too.
say aside({ [(^n).max == n - 1, (^n).array.set.min] }).dump      // expect: [true, [true, 0]]
say [large[0], large[1]].set.max[-1]                // expect: [2]
say [].min, ' ', [].max, ' ', [nil].has(nil), ' ', [[1], [2]].index([2])       // expect: nil nil true 1

// One that is ended in the midst of it leaves nothing behind.
let ps = [ma { loop { many.has(-1) } }, ma { loop { large.index([0]) } }, ma { loop { large.max } }, ma { loop { 0.5 in many } }]
sleep 0.01
for ps -> p { Ma.exit(p, 'kill') }
say ps.map {|p| p.join }                            // expect: ['killed', 'killed', 'killed', 'killed']
