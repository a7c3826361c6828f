// A statement that reads and assigns is atomic however long it takes; readers wait, too; parked waiters hold no thread.
// flags: --schedulers 1
let x = 1
let me = Ma.self
fn slow(v) { me <- 'inside'; receive { when 'go on' { } }; v + 10 }
let p = ma { x = x + slow(x) }
receive { when 'inside' { } }
let readers = ma for ^5 { me <- ['read', x] }
let adder = ma { x += 100; me <- 'added' }
say receive { when ['read', v] { "read {v}" } when 'added' { 'added' } after 0.05 { 'they wait' } }    // expect: they wait
p <- 'go on'
let seen = set()
for ^6 { receive { when ['read', v] { seen.push(v) } when 'added' { } } }
say seen.all {|v| v == 12 or v == 112 }       // expect: true
say x                                         // expect: 112
