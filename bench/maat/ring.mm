// A ring of N maatines passes a token round R times; it carries its count of hops.
use Bu (timed, report)

fn first(succ, rounds, lap, parent) {
    receive {
        when ['token', hops] {
            if lap == rounds {
                succ <- 'stop'
                parent <- ['done', hops]
            } else {
                succ <- ['token', hops + 1]
                first(succ, rounds, lap + 1, parent)
            }
        }
    }
}

fn node(succ, seen) {
    receive {
        when ['token', hops] { succ <- ['token', hops + 1]; node(succ, seen + 1) }
        when 'stop' { succ <- 'stop' }
    }
}

let n = ARGV[0].num
let rounds = ARGV[1].num
let me = Ma.self
let head = ma { receive { when ['next', nx] { first(nx, rounds, 0, me) } } }
let last = (2..n).reduce(head) {|succ, _i| ma node(succ, 0) }
head <- ['next', last]
let (secs, hops) = timed({
    head <- ['token', 0]
    receive { when ['done', h] { h } }
})*
report('ring', secs, n * rounds, hops == n * rounds)
