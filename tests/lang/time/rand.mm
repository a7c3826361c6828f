// Rand: ranges, repeatable by a seed.
Rand.seed(7)
let a = (1..5).map { Rand.int(1000) }
Rand.seed(7)
say a == (1..5).map { Rand.int(1000) }                        // expect: true
let ok = true
for ^1000 {
    let n = Rand.int(5, 7)
    ok = false unless n in 5..7
    let x = Rand.num
    ok = false unless x >= 0 && x < 1
}
say ok                                                        // expect: true
say Rand.pick([4, 4]), ' ', Rand.pick([])                     // expect: 4 nil
say Rand.bytes(16).len                                        // expect: 16
say (1..2000).map({ Rand.int(3) }).uniq.sort                  // expect: [0, 1, 2]
try { Rand.int(0) } catch ArgumentError { say 'empty' }       // expect: empty
try { Rand.int(3, 2) } catch ArgumentError { say 'empty' }    // expect: empty
try { Rand.int('3') } catch TypeError { say 'type' }          // expect: type
