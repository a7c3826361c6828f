// The page's example of maatines.
fn worker(n) {
    let sum = n
    loop {
        receive {
            when ['add', k] { sum += k }
            when ['call', from, 'sum'] { reply(from, sum) }
            when 'end' { break }
        }
    }
}
let p = ma worker(10)                               // run a call in a new maatine; p is its Ma
let parent = Ma.self
let q = ma { parent <- "hello from {Ma.self == parent ? 'main' : 'another'}" }
say receive { when Str -> s { s } }                 // expect: hello from another
fn job(i) { parent <- ['result', i] }
let ps = ma for ^10 -> i { job(i) }                 // one maatine per iteration; value: an Array of Ma
say ps.len                                          // expect: 10
let sum = 0
for ^10 { sum += receive { when ['result', r] { r } } }
say sum                                             // expect: 45
p <- ['add', 5]                                     // send: asynchronous
say Ma.call(p, 'sum')                               // expect: 15
Ma.register('printer', p)
'printer' <- ['add', 1]                             // to a registered name; raises ArgumentError if unknown
say Ma.call(p, 'sum')                               // expect: 16
try { 'nobody' <- 1 } catch ArgumentError { say 'unknown' }          // expect: unknown
let ref = Ma.monitor(p)
p <- 'end'
let v = receive {                                   // selective
    when ['result', r] { r }
    when ['DOWN', (ref), _, why] { why }
} after 20 { 'timed out' }
say v                                               // expect: normal
say receive { when _ { 1 } } after 0 { 'timed out' }       // expect: timed out
p <- 'nobody hears this'
say 100.ms, ' ', 5.seconds, ' ', 2.minutes, ' ', 1.hours   // expect: 0.1 5 120 3600
