// flags: --schedulers=1
// Arithmetic with huge numbers is paid for: others get their turn between two operations, and an end is seen.
let p = ma { loop { 3 ** 500_000 } }
let q = ma { let a = 3 ** 200_000; loop { a * a } }
let r = ma { let a = 3 ** 200_000; loop { (a * a).div(a) } }
for ^3 { sleep 0.001 }
for [p, q, r] -> x { Ma.exit(x, 'kill') }
say [p, q, r].map {|x| x.join }     // expect: ['killed', 'killed', 'killed']
