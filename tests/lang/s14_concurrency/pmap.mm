// pmap, pgrep, preduce, parallel for: results in order whatever each takes, the first error wins and stops the rest.
say (^20).pmap {|x| sleep 0.001 * (20 - x); x * x } == (^20).map {|x| x * x }     // expect: true
say [3, 1, 2].pmap {|x| x + 1 }                     // expect: [4, 2, 3]
say [].pmap {|x| x }, ' ', [].pgrep {|x| x }        // expect: [] []
say (^50).pgrep {|x| x % 7 == 0 }                   // expect: [0, 7, 14, 21, 28, 35, 42, 49]
say (1..100).preduce(0) {|a, x| a + x }             // expect: 5050
say [].preduce(7) {|a, x| a + x }                   // expect: 7
let started = Time.mono
try { (^40).pmap {|x| if x == 0 { die 'none' } else { sleep 100 } } }
catch e { say e.message, ' ', e.suppressed }        // expect: none []
say Time.mono - started < 50                        // expect: true
shared let seen = set()
parallel for ^30 -> i { seen.push(i) }
say seen.len                                        // expect: 30
parallel for 1..5 -> a, b { seen.push([a, b].str) }
say seen.has('[5, nil]'), ' ', seen.len             // expect: true 33
// inside a task that is cancelled, the pieces go with it
our running = 0
try {
    concurrent {
        spawn { (^4).pmap {|x| running += 1; try { sleep 100 } finally { running -= 1 } } }
        spawn { while running == 0 { sleep 0.01 }; die 'stop' }
    }
}
catch e { say e.message, ' ', running }             // expect: stop 0
// a maatine that ends takes its pieces along
let p = ma { (^4).pmap {|x| running += 1; try { sleep 100 } finally { running -= 1 } } }
while running == 0 { sleep 0.01 }
Ma.exit(p, 'kill')
p.join
for ^200 { sleep 0.01 if running > 0 }
say running                                         // expect: 0
// tasklocals are copied into pieces
tasklocal level = 1
level = 5
say [1, 2].pmap {|x| x * level }                    // expect: [5, 10]
