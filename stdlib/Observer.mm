// Looks into the running program, from inside: what `maat observe` shows, as values.
//
//     use Observer
//     for Observer.top('memory', n => 5) -> t { say "{t<id>} {t<label>} {t<memory>}" }
//     say Observer.info('printer')<info><mailbox>
//     say Observer.ask('ps | where mailbox > 1000 | sort mailbox')
//     say Observer.prometheus()
//
// A table is an Array of Maps with the columns as keys, in the order of the shell; one record is a Map; an answer of several tables a Map of
// them by name. A maatine is given as a Ma, an id, a registered name or a label. Sizes are in bytes, times in seconds. A question
// that cannot be answered raises ArgumentError. Only the calling maatine waits.

fn who(p) { p isa Ma ? p.id : p isa Str ? "'{p}'" : p }
fn tell(line) { Native.observe(nil, line) }

export class Observer {
    // Any line of the observer's shell.
    state meth ask(line) { tell(line) }

    // ---- maatines ----
    state meth ps { tell('ps') }
    // by: memory, reductions, mailbox, messages, wait; over `window` seconds
    state meth top(by = 'reductions', n = 10, window = 1) { tell("top {by} {n} {window}s") }
    // All under `p`, or all; each with its depth.
    state meth tree(p = nil) { tell(p === nil ? 'tree' : "tree {who(p)}") }
    // A Map of info, gc, ties, stack, and tasklocals if there are any.
    state meth info(p) { tell("info {who(p)}") }
    state meth stack(p) { tell("stack {who(p)}") }
    // A Map of shapes, and of the first n messages.
    state meth mailbox(p, n = 0) {
        let r = tell("mailbox {who(p)} {n}")
        n == 0 ? {shapes => r} : r
    }
    state meth links(p) { tell("links {who(p)}") }
    state meth gc(p) { tell("gc {who(p)}") }
    // Who waits for whom; `cycle` is true for those in a deadlock.
    state meth waits { tell('waits') }

    // ---- the program ----
    state meth program { tell('program') }
    state meth names { tell('names') }
    state meth chans { tell('chans') }
    state meth shared { tell('shared') }
    state meth sockets { tell('sockets') }
    state meth files { tell('files') }
    state meth timers { tell('timers') }
    state meth sched(window = 1) { tell("sched {window}s") }
    // A Map of memory (by kind) and types (of allocation).
    state meth mem { tell('mem') }
    state meth strings { tell('mem strings') }
    state meth modules { tell('modules') }
    state meth flags { tell('flags') }
    // Changes a flag that may change while the program runs.
    state meth set(flag, value) { tell("set {flag} {value}") }

    // ---- the past ----
    state meth log(n = 1000) { tell("log {n}").map {|l| l<line> } }
    state meth tombstones { tell('tombstones') }
    state meth restarts { tell('restarts') }
    state meth events { tell('events') }
    // From now on the caller gets ['SYSTEM', event, ma, value] for each threshold that is passed (flags warn-...). False: there are
    // too many subscribers.
    state meth subscribe { Native.observe_events(true) }
    state meth unsubscribe { Native.observe_events(false) }

    // ---- acts ----
    state meth kill(p, reason = 'kill') { tell("kill {who(p)} '{reason}'") }
    state meth suspend(p) { tell("suspend {who(p)}") }
    state meth resume(p) { tell("resume {who(p)}") }
    // Runs code in a maatine of its own; the text of its value.
    state meth eval(code) { tell("eval {code}") }
    // What happens within `secs` seconds: what is an Array of sends receives spawns ends; call the name of a function or a /regex/
    // as text; at most `rate` a second. It ends with its caller.
    state meth trace(what, of = nil, call = nil, rate = 1000, secs = 1) {
        let line = "trace {what.join(' ')}"
        line = "{line} of {who(of)}" if of !== nil
        line = "{line} call {call}" if call !== nil
        tell("{line} rate {rate} for {secs}s")
    }
    // Folded stacks and how often they were seen; kind: cpu or waits.
    state meth profile(secs, kind = 'cpu') { tell("profile {secs}s {kind}") }
    state meth flame(secs, path, kind = 'cpu') { tell("profile {secs}s {kind} svg '{path}'") }
    // The whole state into a file, for `maat observe FILE`.
    state meth dump(path) { tell("dump '{path}'") }
    // The figures in Prometheus' text form.
    state meth prometheus { tell('prometheus') }
}
