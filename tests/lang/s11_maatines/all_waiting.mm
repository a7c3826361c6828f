// When every maatine waits and nothing could wake one, the program ends with status 3 and a report.
fn stuck { receive { when 'never' { 1 } } }
say 'before'                  // expect: before
let p = ma stuck()
receive { when 'never' { 1 } }
// expect error: all maatines are waiting
// expect error: all_waiting.mm:2 stuck
// expect error: all_waiting.mm:5 main
// expect status: 3
