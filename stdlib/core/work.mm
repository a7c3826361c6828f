// Structured concurrency (vm/compile/lower_tasks.h): blocks, Works, select.
//
// A scope is [its number, its Works in order], and a third element once all of them have ended and it is closed. Natives start and
// cancel the tasks; here stands what a block does with results and errors.

fn __scope_new(timeout, grace) { [Native.scope_open(timeout, grace), []] }

fn __scope_spawn(scope, f, args, named, label) {
    let w = Native.scope_spawn(scope[0], f, args, named, label)
    scope[1].push(w)
    w
}

fn __scope_spawn_method(scope, obj, name, args, named, label) {
    __scope_spawn(scope, __invoke_x, [obj, name, args, named], nil, label)
}

// Waits until all tasks have ended, whatever happens to the waiting maatine. The first Cancelled that came in between, or nil.
fn __scope_settle(scope) {
    let cancelled = nil
    try { Native.works_wait(scope[1]) }
    catch Cancelled -> c {
        Native.scope_cancel(scope[0])
        __scope_settle(scope)      // in a catch block, so that it can be waited (R18)
        cancelled = c
    }
    cancelled
}

// The errors of the tasks that failed, in the order in which they ended.
fn __scope_errors(works) {
    let failed = []
    for works -> w {
        let e = Native.work_error(w)
        failed.push([Native.work_at(w), e]) if e !== nil
    }
    failed.sort_by({|p| p[0] }).map({|p| p[1] })
}

fn __suppress(err, others) {
    for others -> e { Native.error_suppress(err, e) if e !== err }
}

fn __scope_raise(first, others) {
    __suppress(first, others)
    die first
}

fn __scope_timeout(others) {
    try { die TimeoutError.new(message => 'the time of the concurrent block is over') }
    catch e { __scope_raise(e, others) }
}

// `last`: nobody else has the Works, so what they gave is handed over instead of copied.
fn __scope_join(scope, last = false) {
    let cancelled = __scope_settle(scope)
    let late = Native.scope_close(scope[0])
    scope.push(true)
    let errors = __scope_errors(scope[1])
    __scope_timeout(errors) if late
    __scope_raise(errors[0], errors.skip(1)) if errors.len > 0
    die cancelled if cancelled !== nil
    let values = []
    for scope[1] -> w { values.push(Native.work_take(w, last)) }
    values
}

// The body, or the wait for its tasks, ends by an error (nil: by an exit). A task that failed before it gave the first error, then.
// Being cancelled is no failure (R18): what a task fails with while it is cancelled goes on instead.
fn __scope_fail(scope, err) {
    return nil if scope.len > 2      // it is what __scope_join raised
    let before = __scope_errors(scope[1]).len
    Native.scope_cancel(scope[0])
    __scope_settle(scope)
    let late = Native.scope_close(scope[0])
    return nil if err === nil
    let errors = __scope_errors(scope[1])
    let own = err isa Cancelled ? [] : [err]
    __scope_timeout([own, errors].flat) if late
    if errors.len > 0 and (before > 0 or own.is_empty) {
        __scope_raise(errors[0], [own, errors.skip(1)].flat)
    }
    __suppress(err, errors)
    nil
}

fn __scope_value(v) { v isa Work ? v.result : v }

fn __select(arms, after, has_default) { Native.select(arms, after, has_default) }

// On a thread apart, unless it is there already.
fn __blocking(f) {
    let v = nil
    let there = false
    try {
        there = Native.blocking_enter()
        v = f()
    }
    finally { Native.blocking_leave() unless there }
    v
}

fn __abide(works) { works.map({|w| w.result }) }

// ---- Works ----

fn __work_then(w, f) { Work.does({|| f(w.result) }) }

fn __work_catch(w, f) {
    Work.does({||
        let v = nil
        try { v = w.result }
        catch e { v = f(e) }
        v
    })
}

// What could not work is refused where it is asked for, not in the maatine that would do it.
fn __work_needs(v, type, what) {
    die TypeError.new(message => "{what} must be a {type == Fn ? 'function' : type.str}, not {v.^name}") unless v isa type
    v
}

fn __work_seconds(v, what) {
    die TypeError.new(message => "{what} must be a Num, not NaN") if __work_needs(v, Num, what).is_nan
    v
}

class Work {
    // A new Work with the value of f(v), where v is this one's; fails like this one.
    meth then(f) { __work_then(self, __work_needs(f, Fn, 'what then calls')) }
    // A new Work: this one's value, or that of f(error) if it failed.
    meth catch(f) { __work_catch(self, __work_needs(f, Fn, 'what catch calls')) }

    // Done (true) when all of the Works have ended.
    state meth allof(works) {
        Native.works_check(works)
        Work.does({|| Native.works_wait(works); true })
    }
    // The value or error of the first of the Works that ends.
    state meth anyof(works) {
        Native.works_check(works)
        Work.does({|| works[Native.works_any(works)].result })
    }
    // Done (nil) after so many seconds; at that time (Time.now).
    state meth for(secs) {
        __work_seconds(secs, 'the duration')
        Work.does({|| sleep secs; nil })
    }
    state meth til(time) {
        __work_seconds(time, 'the time')
        Work.does({|| sleep time - Time.now; nil })
    }
}
