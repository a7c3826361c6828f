// flags: --idle-shrink 0.05
// timeout: 60
// A maatine that waits for long deep in calls becomes small, and what its callers hold is there when it goes on: what was old is young then.
let me = Ma.self
fn deep(n) {
    let x = ["text number {n}, long enough to be no short one", [n]]
    let below = n == 0 ? waits() : deep(n - 1)
    below + (x[0] == "text number {n}, long enough to be no short one" && x[1][0] == n ? 0 : 1)
}
fn waits {
    me <- 'deep'
    receive { when 'go on' { nil } }
    let all = []
    for ^20 { all = (^500).map {|i| [i, "{i} is another text that is long enough"] } }
    all.len - 500
}
fn settled(p) {
    let was = nil
    for ^100 { let is = Ma.info(p, 'memory'); return is if is == was; was = is; sleep 0.2 }
}
let depths = [10, 30, 100, 200, 300]
let all = depths.map {|n| ma { me <- ['wrong', deep(n)] } }
for all { receive { when 'deep' { nil } } }
for all -> p { settled(p) }
for all -> p { p <- 'go on' }
for all { say receive { when ['wrong', n] { n } } }
// expect: 0
// expect: 0
// expect: 0
// expect: 0
// expect: 0
