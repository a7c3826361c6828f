// A cache with expiry: each of OPS operations puts an entry into a map, looks up one in the middle of its life, and takes out the one
// that came N operations ago. So young objects are stored into an old map all the time, and what dies is old.
// `pause_ns` is the longest that the collector took at once, `gap_ns` the longest operation.
use Bu (timed, report)

let n = ARGV[0].num
let ops = ARGV[1].num

fn run(n, ops) {
    let cache = {}
    let sum = 0
    let longest = 0
    let last = Time.mono
    for ^ops -> i {
        cache{i} = [i, "value {i % 1000}", i * 2]
        if i >= n {
            sum += cache{i - n.div(2)}[2] - 2 * (i - n.div(2))
            cache.del(i - n)
        }
        let now = Time.mono
        longest = now - last if now - last > longest
        last = now
    }
    [cache.len, sum, longest]
}

let (secs, result) = timed({ run(n, ops) })*
let (len, sum, longest) = result*
let info = GC.info
report('cache', secs, ops, len == n && sum == 0,
    {pause_ns => (info<pause_max> * 1e9).round, gap_ns => (longest * 1e9).round})
