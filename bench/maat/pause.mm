// The longest pause of a maatine with MB megabytes alive: it replaces parts of them and makes garbage, and looks at the clock often.
// `pause_ns` is the longest that the collector took at once, `cpu_ns` the same in CPU time of its thread, `gap_ns` the longest time
// between two looks, which holds all else that keeps a maatine from running as well.
use Bu (timed, report)

// About a kilobyte.
fn record(i) { {id => i, name => "record {i}", tags => (^8).map {|k| [i, k] }} }

fn fill(n) { (^n).map {|i| record(i) } }

fn churn(all, turns) {
    let longest = 0
    let last = Time.mono
    for ^turns -> i {
        all[i * 7919 % all.len] = record(i)
        let now = Time.mono
        longest = longest.max(now - last)
        last = now
    }
    longest
}

let mb = ARGV[0].num
let (filling, all) = timed({ fill(mb * 1000) })*
let (secs, gap) = timed({ churn(all, 200_000.max(mb * 1000)) })*
let info = GC.info
let live = info<memory>
report('pause', secs, 200_000.max(mb * 1000), all.len == mb * 1000,
    {pause_ns => (info<pause_max> * 1e9).round, cpu_ns => (info<pause_max_cpu> * 1e9).round, gap_ns => (gap * 1e9).round, live_mb => live.div(1_000_000),
        filling => sprintf('%.3f', filling), majors => info<majors>})
