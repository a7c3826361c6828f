// expect status: 1
// expect error: maatine 1 (main) has been ended, and the program with it: ['why', 1]
// expect: deferred
fn leave {
    defer { say 'deferred' }
    exit_ma(['why', 1])
}
leave()
