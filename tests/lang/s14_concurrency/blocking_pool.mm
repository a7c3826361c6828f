// Blocking bodies run on threads of their own: more of them than there are schedulers, and places, hold nobody else up; they can
// wait, start maatines, be inspected, cancelled and killed.
// flags: --schedulers 1 --blocking-threads 3
// timeout: 60
fn spin(secs) { let over = Time.mono + secs; let n = 0; while Time.mono < over { n += 1 }; n }
let ticks = Chan.new(buffer => Inf)
let ticker = ma { loop { ticks <- 1; sleep 0.001 } }
// each of them runs until the ticker has gone on
fn spin_until(n) { let over = Time.mono + 30; while ticks.len < n and Time.mono < over { Time.mono }; ticks.len >= n }
let works = (^6).map {|i| Work.does({|| blocking { spin_until(10 + i) and i * i } }) }
say works.map {|w| w.result }                       // expect: [0, 1, 4, 9, 16, 25]
Ma.exit(ticker, 'kill')
// waiting, sending, spawning inside; nesting; errors; the value of the block
let p = ma { receive { when ['ask', from] { from <- 'answer' } } }
say blocking {
    sleep 0.01
    p <- ['ask', Ma.self]
    let v = receive { when x { x } }
    let q = ma { 1 + 1 }
    q.join
    blocking { [v, concurrent { let a = spawn { 5 } }] }
}                                                   // expect: ['answer', [5]]
try { blocking { die 'inside' } } catch e { say e.message }    // expect: inside
// killed and cancelled: while it runs, and while it waits for a place
let long = ma for ^5 { blocking { spin(1000) } }
sleep 0.05
let states = set()
for long -> m { states.push(Ma.info(m, 'waiting_for') \\ 'runs') }
say states.has('runs') or states.len > 0             // expect: true
for long -> m { Ma.exit(m, 'kill') }
for long -> m { m.join }
let w = Work.does({|| blocking { try { spin(1000) } catch e { die e } } })
sleep 0.02
w.cancel
try { w.result } catch e { say e.^name }            // expect: Cancelled
say blocking { 'still there' }                      // expect: still there
