// A sort looked at how many values it sorts, not at how much it compares: a few dozen large ones held a scheduler, and could not be killed.
// flags: --schedulers=1 --long-run=0
let a = (^100_000).array
let b = (^100_000).array
our turns = 0
ma { loop { turns += 1; Ma.yield } }
for [40, 2500] -> n {
    let list = (^n).map {|i| [i % 2 == 0 ? a : b, n - i] }
    let kept = n > 100 ? list.take(n - 2450) : list
    let before = turns
    let sorted = kept.sort
    say sorted.map({|x| x[1] }) == kept.map({|x| x[1] }).sort, ' ', turns - before > 20      // many: few of them are large, too
}
// expect: true true
// expect: true true
let keys = (^3000).map {|i| i % 100 == 0 ? [a, i] : [[i], 'x'] }
say keys.sort.map({|x| x[1] }).grep({|x| x isa Num }) == (^30).map({|i| 100 * i })          // expect: true
let me = Ma.self
let p = ma { let x = (^500).map {|i| [i % 2 == 0 ? a : b, i] }; me <- 'go'; loop { x.sort } }
receive { when 'go' { nil } }
for ^100 { Ma.yield }
Ma.exit(p, 'kill')
say p.join      // expect: killed
try { say [[a, 1], [b, 'x'], [a, 2]].sort } catch TypeError -> e { say e.message }
// expect: cannot compare Str with Num
exit 0
