// Whoever is killed while a long message of its is copied ends, and leaves all as it was.
// flags: --blocking-threads=2
// timeout: 60
let sink = ma { while true { receive { when 'stop' { return } when _ { nil } } } }
let items = (1..90000).map {|i| [i] }
for 1..12 -> i {
    let p = ma { while true { sink <- [i, items] } }
    let ref = Ma.monitor(p)
    sleep 0.002 * i
    Ma.exit(p, 'kill')
    receive { when ['DOWN', (ref), *_] { nil } }
}
sink <- 'stop'
say blocking { 7 }
// expect: 7
