// The example of the section on maatines.
let me = Ma.self
fn worker(n) { receive { when ['add', k] { me <- ['result', n + k] } } }
fn job(i) { me <- ['job', i] }
let p = ma worker(10)
let q = ma { me <- "hello from {Ma.self}" }
ma for ^10 -> i { job(i) }
p <- ['add', 5]
let ref = Ma.monitor(ma { receive { when 'x' { 1 } } })
let v = receive {
    when ['result', r] { r }
    when ['DOWN', (ref), _, why] { die why }
} after 2.5 { 'timed out' }
say v                                                                   // expect: 15
say receive { when Str -> s { s.starts('hello from <Ma ') } }           // expect: true
let jobs = []
for ^10 { receive { when ['job', i] { jobs.push(i) } } }
say jobs.sort                                                           // expect: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
exit 0
