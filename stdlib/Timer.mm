// Timers: functions and messages at a later time.
//
//     use Timer
//     Timer.after(0.5) { say 'half a second later' }
//     let t = Timer.every(1, { say 'tick' })
//     Timer.cancel(t)
//     Timer.send_after(2, Ma.self, 'wake up')
//
// Functions run in a maatine of their own, which does not keep the program running when it is `detached`.

fn run_after(secs, f) {
    sleep secs
    f()
}

// The next turn is at a multiple of secs after the start: a slow f delays it, but the turns do not drift.
fn run_every(secs, f) {
    let start = Time.mono
    let n = 1
    loop {
        sleep start + n * secs - Time.mono
        f()
        n = [n + 1, ((Time.mono - start) / secs).ceil].max
    }
}

fn check(secs) {
    die TypeError.new(message => "the time must be a Num of seconds, not {secs.dump}") unless secs isa Num and !secs.is_nan
}

export class Timer {
    // Calls f once, after secs seconds. What it returns can be cancelled.
    state meth after(secs, f) {
        check(secs)
        Ma.spawn(run_after, args => [secs, f], label => 'Timer.after')
    }
    // Calls f every secs seconds until it is cancelled or f raises.
    state meth every(secs, f) {
        check(secs)
        die ArgumentError.new(message => 'the time between two turns must be more than 0') unless secs > 0
        Ma.spawn(run_every, args => [secs, f], label => 'Timer.every')
    }
    state meth send_after(secs, p, msg) { Ma.send_after(secs, p, msg) }
    state meth send_every(secs, p, msg) { Ma.send_every(secs, p, msg) }
    // Of any timer of this module; true if it was still to come.
    state meth cancel(t) {
        return Ma.cancel_timer(t) unless t isa Ma
        let was = t.is_alive
        Ma.exit(t, 'kill')
        t.join
        was
    }
}
