// 'kill' of one's own is not special; from Ma.exit it is 'killed' for links, monitors and calls (R12).
Ma.trap_exits(true)
let p = ma { exit_ma('kill') }
say p.join                                                // expect: kill
let q = Ma.spawn({|| receive { when 'go' { exit_ma('kill') } } }, link => true)
let r = ma { receive { when 'never' { } } }
Ma.link(r)
q <- 'go'
say receive { when ['EXIT', (q), why] { why } }           // expect: kill
Ma.exit(r, 'kill')
say receive { when ['EXIT', (r), why] { why } }           // expect: killed
let s = ma {
    let k = ma { receive { when 'go' { exit_ma('kill') } } }
    Ma.link(k)
    k <- 'go'
    sleep 5
}
say s.join                                                // expect: kill
let c = ma { receive { when ['call', from, x] { sleep 5 } } }
ma { sleep 0.02; Ma.exit(c, 'kill') }
try { Ma.call(c, 'x') } catch ExitError -> e { say e.reason }     // expect: killed
