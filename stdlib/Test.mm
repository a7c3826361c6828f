// Tests: `maat test` runs every file named *_test.mm; or run one like any program.
//
//     use Test (describe, it, before, is, raises)
//     describe('arithmetic', {
//         it('adds', { is(1 + 1, 2) })
//         it('knows its limits', { raises(ZeroDivisionError, { 1.div(0) }) })
//     })
//
// Each `it` runs at once, in a maatine of its own: it cannot harm the others (nor change their variables, unless they are
// shared), and it fails when it does not end in time. A line is printed for each, and `N passed, N failed` when the main maatine
// has ended; the exit status is 1 if one failed.

const seconds = 30 // that an `it` may take unless it says otherwise

// What surrounds the next `it`: names, functions to call before and after. Copied into the maatine of the `it`.
tasklocal let path = []
tasklocal let befores = []
tasklocal let afters = []

// Counts what it is told, and sums up when main has ended.
fn count(main) {
    Ma.monitor(main)
    let passed = 0
    let failed = 0
    loop {
        receive {
            when ['passed'] { passed++ }
            when ['failed'] { failed++ }
            when ['DOWN', _, (main), why] {
                say "{passed} passed, {failed} failed"
                exit(failed > 0 ? 1 : 0)
            }
        }
    }
}

const counter = Ma.spawn(count, args => [Ma.self], label => 'Test')

fn title(name) { [path*, name].join(': ') }

fn report(name, problem) {
    if problem === nil {
        counter <- ['passed']
        say "ok    {title(name)}"
    }
    else {
        counter <- ['failed']
        say "FAIL  {title(name)}"
        for problem.lines -> line { say "      {line}" }
    }
}

fn text_of(e) {
    let own = e.trace.grep {|t| !t.starts('stdlib/') }
    "{e.^name}: {e.message}{own.len > 0 ? "\n at {own[0]}" : ''}"
}

// In a maatine of its own.
fn run(f, home) {
    let problem = nil
    try {
        for befores -> b { b() }
        f()
    }
    catch e { problem = text_of(e) }
    for afters.rev -> a {
        try { a() } catch e { problem = "{problem === nil ? '' : "{problem}\n"}in after: {text_of(e)}" }
    }
    home <- ['$tested', Ma.self, problem]
}

// A group of tests; f holds them, and groups inside. What it registers with before and after holds inside it.
export fn describe(name, f) {
    let was = [path, befores, afters]
    path = [path*, name]
    try { f() }
    catch e { report('(outside of any test)', text_of(e)) }
    finally {
        path = was[0]
        befores = was[1]
        afters = was[2]
    }
    nil
}

// One test: passes when f returns within `within` seconds.
export fn it(name, f, within = seconds) {
    let (p, ref) = (Ma.spawn(run, args => [f, Ma.self], monitor => true, label => name, quiet => true)*)
    receive {
        when ['$tested', (p), problem] {
            Ma.demonitor(ref, flush => true)
            report(name, problem)
        }
        when ['DOWN', (ref), _, why] { report(name, "ended with {why.dump}") }
    } after within {
        Ma.demonitor(ref, flush => true)
        Ma.exit(p, 'kill')
        report(name, "did not end within {within} seconds")
    }
    nil
}

// A test that is left out, with the reason.
export fn skip(name, why = 'skipped') { say "skip  {title(name)} ({why})" }

// f is called before, or after, each `it` that follows in this group, in the maatine of the `it`.
export fn before(f) { befores = [befores*, f] }
export fn after_each(f) { afters = [afters*, f] }

// ---- assertions: they raise AssertError ----

fn fail_with(text) { die AssertError.new(message => text) }

fn said(message) { message === nil ? '' : "{message}: " }

// got == expected
export fn is(got, expected, message = nil) {
    fail_with("{said(message)}expected {expected.dump}, got {got.dump}") unless got == expected
}
export fn isnt(got, unexpected, message = nil) {
    fail_with("{said(message)}did not expect {got.dump}") if got == unexpected
}
// cond is true
export fn ok(cond, message = nil) { fail_with("{said(message)}expected a true value, got {cond.dump}") unless cond }
// a number within `by` of another
export fn near(got, expected, by = 1e-9) {
    fail_with("expected {expected.dump} within {by}, got {got.dump}") unless (got - expected).abs <= by
}
// a text that the Regex matches
export fn matches(text, re) { fail_with("expected a match of {re}, got {text.dump}") unless text =~ re }
// f raises an error of the class `type` (any without one); returns it
export fn raises(type, f = nil) {
    if f === nil {
        f = type
        type = Error
    }
    let raised = nil
    try { f() } catch e { raised = e }
    fail_with("expected {type}, nothing was raised") if raised === nil
    fail_with("expected {type}, got {raised.^name}: {raised.message}") unless raised isa type
    raised
}
// f gives a true value within so many seconds; it is asked again and again
export fn eventually(f, within = 5) {
    let end = Time.mono + within
    loop {
        let v = f()
        return v if v
        fail_with("not true within {within} seconds") if Time.mono > end
        sleep 0.005
    }
}
export fn fail(message = 'failed') { fail_with(message) }
