// 503 maatines in a ring hand a number down to zero; the one that gets zero says its name.
use Bu (timed, report)

const ring = 503

fn node(id, succ, parent) {
    receive {
        when 0 { parent <- ['winner', id] }
        when Num -> t { succ <- t - 1; node(id, succ, parent) }
    }
}

let n = ARGV[0].num
let me = Ma.self
let head = ma { receive { when ['next', nx] { node(1, nx, me) } } }
let second = (2..ring).rev.reduce(head) {|succ, id| ma node(id, succ, me) }
head <- ['next', second]
let (secs, winner) = timed({
    head <- n
    receive { when ['winner', w] { w } }
})*
report('threadring', secs, n, winner == n % ring + 1, {winner => winner})
exit 0
