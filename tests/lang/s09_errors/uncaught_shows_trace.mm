// The report shows the trace: file, line and function.
fn inner { die 'boom' }
fn outer { let x = inner(); x }
outer()
say 'never'
// expect error: uncaught_shows_trace.mm:2 inner
// expect error: uncaught_shows_trace.mm:3 outer
// expect status: 1
