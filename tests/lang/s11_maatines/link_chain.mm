// An exit signal goes on along a chain of links.
let me = Ma.self
fn chain(n) {
    if n > 0 { Ma.link(ma chain(n - 1)) } else { me <- Ma.self }
    receive { when 'end' { exit_ma('snap') } }
}
let top = ma chain(5)
let ref = Ma.monitor(top)
let last = receive { when Ma -> m { m } }
sleep 0.15
last <- 'end'
receive { when ['DOWN', (ref), _, why] { say why } }     // expect: snap
