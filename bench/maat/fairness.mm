// N maatines compute without pause for some SECONDS, and one that sleeps a millisecond again and again measures how long it then waits
// for its turn. One of the N measures how long a round of all takes, from the end of its slice to the start of its next. `slices` is
// the longest wait in rounds: how many slices of each of the others went before the one that was ready.
use Bu (timed, report)

fn spin(stop) {
    let i = 0
    until Time.mono > stop { i++ }
    i
}

// Computes as the others do, and returns the times that it did not run.
fn rounds(stop) {
    let gaps = []
    let last = Time.mono
    while last < stop {
        let now = Time.mono
        gaps.push(now - last) if now - last > 0.0002
        last = now
    }
    gaps.sort
}

// How late each sleep of a millisecond ends, in order.
fn naps(stop) {
    let late = []
    until Time.mono > stop {
        let t = Time.mono
        sleep 0.001
        late.push(Time.mono - t - 0.001)
    }
    late.sort
}

fn middle(xs) { xs.is_empty ? 0.0002 : xs[xs.len.div(2)] }

let n = ARGV[0].num
let seconds = ARGV[1].num
let me = Ma.self
let (secs, late) = timed({
    let stop = Time.mono + seconds
    ma { me <- ['rounds', rounds(stop)] }
    let busy = ma for ^(n - 1) { spin(stop) }
    let all = naps(stop)
    for busy -> p { p.join }
    all
})*
let round = receive { when ['rounds', gaps] { middle(gaps) } }
let worst = late[late.len - 1]
report('fairness', secs, late.len, late.len > 0,
    {round_us => (round * 1e6).round, median_us => (middle(late) * 1e6).round, worst_us => (worst * 1e6).round,
        slices => (worst / round).round(2)})
