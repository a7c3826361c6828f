// N maatines compute without pause for some SECONDS, and one that sleeps a millisecond again and again counts the slices that its
// scheduler runs until its turn. `slices` is the most of them for each of the computing maatines that are that scheduler's part
// (the few that are run while it still sleeps are in it). It is counted and not timed: other work of the machine
// makes all slices longer. `worst_us` is the longest wait on the clock, `slice_us` what a slice took.
use Bu (timed, report)

fn spin(stop) {
    let i = 0
    until Time.mono > stop { i++ }
    i
}

// The counters of all schedulers, and which of them runs this maatine.
fn look {
    let all = Sys.schedulers
    [all.map({|s| s<slices> }), all.index(all.first {|s| s<here> })]
}

// For each sleep of a millisecond: [slices that were run where it ended, seconds over the millisecond].
fn naps(stop) {
    let all = []
    until Time.mono > stop {
        let (before, _) = look()*
        let t = Time.mono
        sleep 0.001
        let late = Time.mono - t - 0.001
        let (after, here) = look()*
        all.push([after[here] - before[here], late])
    }
    all
}

let n = ARGV[0].num
let seconds = ARGV[1].num
let (started, _) = look()*
let (secs, all) = timed({
    let stop = Time.mono + seconds
    let busy = ma for ^n { spin(stop) }
    let all = naps(stop)
    for busy -> p { p.join }
    all
})*
let (ended, _) = look()*
let cores = ended.len
let most = all.map({|p| p[0] }).max
let late = all.map({|p| p[1] }).sort
report('fairness', secs, all.len, all.len > 0,
    {slice_us => (secs * cores / (ended.sum - started.sum) * 1e6).round(1), median_us => (late[late.len.div(2)] * 1e6).round,
        worst_us => (late[late.len - 1] * 1e6).round, slices => (most / (n / cores)).round(2)})
