// Memory after a peak: MB megabytes of records are built, all but a twentieth dropped, and small things made for a while. `rss_bytes` is
// what the process has WAIT seconds later, `peak_bytes` what it had, `rss_of_kept` how many bytes for each that is alive. What stays are
// the last records (tail), or every twentieth (spread).
use Bu (timed, report, rss)

// About a kilobyte.
fn record(i) { {id => i, name => "record {i}", tags => (^8).map {|k| [i, k] }} }

fn work(turns) {
    let s = 0
    for ^turns -> i { s += [i, [i]].len }
    s
}

let (which, mb, wait) = ARGV*
let n = mb.num * 1000
let all = (^n).map {|i| record(i) }
let peak = rss()
let first = which == 'tail' ? n - n.div(20) : 0
let step = which == 'tail' ? 1 : 20
all = (^n.div(20)).map {|i| all[first + i * step] }
let turns = mb.num * 50000
let (secs, s) = timed({ work(turns) })*
sleep wait.num
report("peak_{which}", secs, turns, s == 2 * turns && all.len == n.div(20),
    {rss_bytes => rss(), peak_bytes => peak, rss_of_kept => sprintf('%.2f', rss() / GC.info<memory>)})
