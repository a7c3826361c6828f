// What the observer runs in maatines of the program.

// Runs the pieces one after the other; the value of the last, or an error, goes back as text.
fn __observe_eval(number, *fns) {
    let v = nil
    try {
        for fns -> f { v = f() }
        Native.observe_answer(number, true, v.dump)
    } catch e {
        Native.observe_answer(number, false, "{e.^name}: {e.message}")
    }
}
