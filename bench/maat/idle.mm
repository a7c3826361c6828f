// How much memory a waiting maatine takes: N of them are started (`plain`, or `hib` for hibernated ones), memory is read, and each
// is asked once to prove that it lives.
use Bu (timed, report, rss)

fn serve {
    receive { when ['ping', from] { from <- 'pong'; serve() } }
}

fn plain(parent) {
    parent <- 'up'
    serve()
}

fn hib(parent) {
    parent <- 'up'
    Ma.hibernate
    serve()
}

let mode = ARGV[0]
let n = ARGV[1].num
let me = Ma.self
GC.collect
let before = rss()
let body = mode == 'hib' ? hib : plain
let (secs, mas) = timed({
    let all = (^n).map {|_i| ma body(me) }
    for ^n { receive { when 'up' { } } }
    all
})*
let each = (rss() - before - n * 8).div(n)
for mas -> p { p <- ['ping', me] }
let alive = 0
for ^n { receive { when 'pong' { alive++ } } }
report("idle_{mode}", secs, n, alive == n, {rss_bytes_each => each})
exit 0
