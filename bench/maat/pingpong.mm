// Two maatines, N round trips of ['ping', self] and ['pong', self].
use Bu (timed, report)

fn pong(count) {
    receive {
        when ['ping', from] { from <- ['pong', Ma.self]; pong(count + 1) }
        when ['stop', from] { from <- ['pongs', count] }
    }
}

fn ping(to, left, count) {
    return count if left == 0
    to <- ['ping', Ma.self]
    receive { when ['pong', (to)] { ping(to, left - 1, count + 1) } }
}

let n = ARGV[0].num
let (secs, counts) = timed({
    let me = Ma.self
    let p = ma pong(0)
    ma { me <- ['pings', ping(p, n, 0)] }
    let c = receive { when ['pings', x] { x } }
    p <- ['stop', me]
    receive { when ['pongs', y] { [c, y] } }
})*
report('pingpong', secs, n, counts == [n, n])
