// R18: a timeout interrupts the block's own body, but no finally or defer block that runs in it.
fn late(f) { try { f() } catch TimeoutError -> e { 'late' } }

say late({ concurrent timeout(0.05) {
    try { sleep 0.01 } finally { sleep 0.2; say 'cleaned up' }
    say 'the body went on'
    sleep 60
    say 'not here'
} })
// expect: cleaned up
// expect: the body went on
// expect: late

// At the end of the slice, when the body waits for nothing.
say late({ concurrent timeout(0.05) {
    try { nil } finally { sleep 0.2; say 'cleaned up' }
    loop { nil }
} })
// expect: cleaned up
// expect: late

// The cleanup is in what the body has called.
fn careful { defer { sleep 0.2; say 'deferred' }; sleep 0.01 }
say late({ concurrent timeout(0.05) { careful(); sleep 60; say 'not here' } })
// expect: deferred
// expect: late

// A block that is itself in a finally has a time, too.
try { nil } finally {
    say late({ concurrent timeout(0.05) { sleep 60; say 'not here' } })
}
// expect: late

// The outer time is over in the inner block's cleanup.
say late({ concurrent timeout(0.05) {
    concurrent timeout(60) { try { nil } finally { sleep 0.2; say 'inner' } }
    sleep 60
    say 'not here'
} })
// expect: inner
// expect: late

// The inner one in the cleanup that the outer one has caused.
say late({ concurrent timeout(0.05) {
    try { sleep 60 } finally {
        say late({ concurrent timeout(0.05) { try { nil } finally { sleep 0.2; say 'innermost' }; sleep 60; say 'not here' } })
        say 'outer'
    }
} })
// expect: innermost
// expect: late
// expect: outer
// expect: late
