// trace is an Array of file:line function; trace[0] is the place of die (R47).
fn inner { die 'x' }
fn outer { let r = inner(); r }
try { let r = outer(); r } catch e {
    say e.trace[0].ends('trace_place_and_functions.mm:2 inner')   // expect: true
    say e.trace[1].ends('trace_place_and_functions.mm:3 outer')   // expect: true
    say e.trace[2].ends('trace_place_and_functions.mm:4 main')    // expect: true
    say e.line, ' ', e.file.ends('trace_place_and_functions.mm')  // expect: 2 true
}
