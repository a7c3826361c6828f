// When a maatine ends: names cleared, links, monitors, then calls learn of it (R12); by the time of the DOWN it is gone.
Ma.trap_exits(true)
let me = Ma.self
let ok = true
for ^50 -> i {
    let p = Ma.spawn({|| receive { when 'go' { exit_ma('why') } } }, name => "n{i}", link => true)
    let ref = Ma.monitor(p)
    p <- 'go'
    receive { when ['EXIT', (p), 'why'] { ok = false if p.is_alive or Ma.whereis("n{i}") !== nil } }
    receive { when ['DOWN', (ref), (p), 'why'] { ok = false if p.is_alive } after 5 { ok = false } }
    Ma.register("n{i}", ma { }) if false
}
say ok                                        // expect: true
let p = ma { receive { when 'go' { } } }
Ma.register('again', p)
p <- 'go'
p.join
let q = ma { receive { when 'go' { } } }
Ma.register('again', q)                       // the name is free
say Ma.whereis('again') == q                  // expect: true
q <- 'go'
