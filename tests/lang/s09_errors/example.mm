// The example of the section on errors.
fn risky(n) { if n == 1 { 'x' + 1 } else { die 'broken' } }
fn run(n) {
    try { risky(n) }
    catch TypeError -> e { say 'type error' }
    catch e { say "{e.^name}: {e.message}"; die e }
    finally { say 'cleanup' }
}
run(1)
// expect: type error
// expect: cleanup
try { run(2) } catch e { say 'again ', e.message }
// expect: Error: broken
// expect: cleanup
// expect: again broken
