// A map that lives and is changed: N keys; each of OPS operations sets one to a new array, and every fourth takes one out and puts
// another in. So young objects are stored into old storage all the time. `pause_ns` is the longest that the collector took at once.
use Bu (timed, report, rnd)

fn fill(n) {
    let m = {}
    for ^n -> i { m{i} = [i, 0] }
    m
}

fn change(m, n, ops) {
    let x = 42
    let next_key = n
    for ^ops -> i {
        x = rnd(x)
        if i % 4 == 0 {
            m.del(next_key - n)
            m{next_key} = [next_key, i]
            next_key += 1
        }
        else {
            let k = next_key - n + x % n
            m{k} = [k, i]
        }
    }
    next_key
}

fn check(m, from, to) {
    let good = m.len == to - from
    for ^(to - from) -> k { good = false if m{from + k}[0] != from + k }
    good
}

let n = ARGV[0].num
let ops = ARGV[1].num
let map = fill(n)
let (secs, last) = timed({ change(map, n, ops) })*
report('grow_map', secs, ops, check(map, last - n, last), {pause_ns => (GC.info<pause_max> * 1e9).round})
