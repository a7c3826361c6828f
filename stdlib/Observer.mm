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

// Between quotes of the shell's.
fn quoted(s) { "'{s.gsub("'", "\\'")}'" }
fn who(p) { p isa Ma ? p.id : p isa Str ? quoted(p) : p }
fn tell(line) { Native.observe(nil, line) }

export class Observer {
    // Any line of the observer's shell.
    state meth ask(line) { tell(line) }
    // The shell's commands: command does; of one of them: use does example.
    state meth help(word = nil) { tell(word === nil ? 'help' : "help {word}") }

    // ---- maatines ----
    // id name label state waiting_for wait memory mailbox reductions age at
    state meth ps { tell('ps') }
    // by: memory, reductions, mailbox, messages, wait; over `window` seconds: as ps, with reductions/s messages/s
    state meth top(by = 'reductions', n = 10, window = 1) { tell("top {by} {n} {window}s") }
    // All under `p`, or all: id maatine restarts memory mailbox owner depth
    state meth tree(p = nil) { tell(p === nil ? 'tree' : "tree {who(p)}") }
    // A Map of info, gc, ties, stack, and tasklocals if there are any; of one that is too busy to answer info and an empty stack.
    state meth info(p) { tell("info {who(p)}") }
    // The innermost first: at function
    state meth stack(p) { tell("stack {who(p)}") }
    // A Map of shapes, and of the first n messages.
    state meth mailbox(p, n = 0) {
        let r = tell("mailbox {who(p)} {n}")
        n == 0 ? {shapes => r} : r
    }
    // tie (`linked to`, `monitors`, `monitored by`, `task of its scope`) id
    state meth links(p) { tell("links {who(p)}") }
    // young old large offheap fragments minors majors pause_max pause_sum copied
    state meth gc(p) { tell("gc {who(p)}") }
    // Who waits for whom: id label waiting_for of wait cycle note; `cycle` is true for those in a deadlock.
    state meth waits { tell('waits') }

    // ---- the program ----
    // name program pid build up maatines started schedulers resident dead_letters
    state meth program { tell('program') }
    // name id
    state meth names { tell('names') }
    // chan cap len senders_wait receivers_wait type closed
    state meth chans { tell('chans') }
    // variable holder label waiters waiting at bytes
    state meth shared { tell('shared') }
    // fd kind peer owner reader waits queued_out
    state meth sockets { tell('sockets') }
    // fd owner label is
    state meth files { tell('files') }
    // timer due every to name message_bytes
    state meth timers { tell('timers') }
    // scheduler busy queue high low slices/s reductions/s steals/s stolen/s wakeups/s timers state
    state meth sched(window = 1) { tell("sched {window}s") }
    // A Map of memory (by kind) and types (of allocation: type bytes count holds).
    state meth mem { tell('mem') }
    // bytes id begins
    state meth strings { tell('mem strings') }
    // module file functions classes code library
    state meth modules { tell('modules') }
    // name value from live help
    state meth flags { tell('flags') }
    // Changes a flag that may change while the program runs: flag value
    state meth set(flag, value) { tell("set {flag} {value}") }

    // ---- the past ----
    // The last lines of the log, as texts.
    state meth log(n = 1000) { tell("log {n}").map {|l| l<line> } }
    // ago id label reason at lived reductions mailbox memory owner
    state meth tombstones { tell('tombstones') }
    // ago supervisor label child
    state meth restarts { tell('restarts') }
    // ago event id label value
    state meth events { tell('events') }
    // From now on the caller gets ['SYSTEM', event, ma, value] for each threshold that is passed (flags warn-...). False: there are
    // too many subscribers.
    state meth subscribe { Native.observe_events(true) }
    state meth unsubscribe { Native.observe_events(false) }

    // ---- acts ----
    // As suspend and resume: done id, once the signal is on its way.
    state meth kill(p, reason = 'kill') { tell("kill {who(p)} {quoted(reason)}") }
    state meth suspend(p) { tell("suspend {who(p)}") }
    state meth resume(p) { tell("resume {who(p)}") }
    // Sends p the value of an expression that is given as text; a value is sent by `p <- value`.
    state meth send(p, code) { tell("send {who(p)} {code}") }
    // Runs code in a maatine of its own; the text of its value.
    state meth eval(code) { tell("eval {code}") }
    // What happens within `secs` seconds: what is an Array of sends receives spawns ends; call the name of a function or a /regex/
    // as text; at most `rate` a second: at what id other text. It ends with its caller.
    state meth trace(what, of = nil, call = nil, rate = 1000, secs = 1) {
        let line = "trace {what.join(' ')}"
        line = "{line} of {who(of)}" if of !== nil
        line = "{line} call {call}" if call !== nil
        tell("{line} rate {rate} for {secs}s")
    }
    // Folded stacks and how often they were seen: count share stack; kind: cpu or waits.
    state meth profile(secs, kind = 'cpu') { tell("profile {secs}s {kind}") }
    // The same as a flame graph in a file: file samples
    state meth flame(secs, path, kind = 'cpu') { tell("profile {secs}s {kind} svg {quoted(path)}") }
    // The whole state into a file, for `maat observe FILE`: file
    state meth dump(path) { tell("dump {quoted(path)}") }
    // The figures in Prometheus' text form.
    state meth prometheus { tell('prometheus') }
}
