// A list of small maps goes through a ring of 4 maatines for H hops.
//   bigmsg copy H [N]      each node looks at the list after it has sent it, so that it must be copied
//   bigmsg forward H [N]   a message that is passed on untouched is moved
//   bigmsg fresh H [N]     H lists are built and sent; only the sends are timed
//   bigmsg H               as forward, with the arguments of the Erlang program
// N is the number of maps, 10,000 if it is not given.
use Bu (report)

fn copier(succ, main) {
    receive {
        when [1, items] { main <- ['done', items]; copier(succ, main) }
        when [k, items] {
            succ <- [k - 1, items]
            if items[0] == nil { say 'empty' }
            copier(succ, main)
        }
        when 'stop' { succ <- 'stop' }
    }
}

fn forwarder(succ, main) {
    receive {
        when [1, items] { main <- ['done', items]; forwarder(succ, main) }
        when [k, items] { succ <- [k - 1, items]; forwarder(succ, main) }
        when 'stop' { succ <- 'stop' }
    }
}

fn build(n) {
    let tags = ['a', 'b']
    (1..n).map {|i| {id => i, name => "item-{i}", pos => [i, 2 * i], tags => [tags[0], tags[1]]} }
}

fn check(items) { items.reduce(0) {|s, x| s + x<id> + x<pos>[1] - x<id> } }

let mode = ARGV[0] in ['copy', 'forward', 'fresh'] ? ARGV[0] : 'forward'
let args = ARGV[0] == mode ? ARGV[1..ARGV.len - 1] : ARGV
let h = args[0].num
let n = (args[1] \\ '10000').num
let me = Ma.self
let want = n * (n + 1)

// Passes the list on once more, with all the hops that are timed; when that began.
fn start(head) {
    receive {
        when ['done', l] {
            let t0 = Time.mono
            head <- [h, l]
            t0
        }
    }
}

fn start_copy(head) {
    receive {
        when ['done', l] {
            let t0 = Time.mono
            head <- [h, l]
            if l[0] == nil { say 'empty' }
            t0
        }
    }
}

fn ring {
    let node = mode == 'copy' ? copier : forwarder
    let head = ma { receive { when ['next', succ] { node(succ, me) } } }
    let last = (2..4).reduce(head) {|succ, _i| ma node(succ, me) }
    head <- ['next', last]
    let items = build(n)
    // Once through the ring: from then on the list is one that was received, and what starts the hops is a hop, too.
    head <- [4, items]
    let t0 = mode == 'copy' ? start_copy(head) : start(head)
    let last_one = receive { when ['done', l] { l } }
    let secs = Time.mono - t0
    head <- 'stop'
    report('bigmsg', secs, h, check(last_one) == want, {mode => mode, n => n})
}

fn sink(n, sum, main) {
    if n == 0 { main <- sum } else { receive { when items { let s = sum + check(items); main <- 'next'; sink(n - 1, s, main) } } }
}

fn fresh {
    let to = ma sink(h, 0, me)
    let secs = 0
    for ^h {
        let items = build(n)
        let t0 = Time.mono
        to <- items
        secs += Time.mono - t0
        receive { when 'next' { nil } }
    }
    report('bigmsg', secs, h, receive { when sum { sum == h * want } }, {mode => mode, n => n})
}

mode == 'fresh' ? fresh() : ring()
