// Errors raised by built-in operations have the place of the operation.
fn f(x) {
    let y = 1
    y + x
}
try { f('a') } catch e { say e.line, ' ', e.trace[0].ends(' f') }  // expect: 4 true
