// The loop of `maat repl`, and the start of programs.

// Runs the main functions of the program's modules in order; the program's own is the last.
fn __run(fns) {
    for fns -> f { f() }
}

fn __shell_run(f) {
    try {
        let v = f()
        say v.dump if defined v
    } catch e {
        warn "{e.^name}: {e.message}"
        for e.trace -> line { warn "  {line}" }
    }
}

// Reads, compiles and runs pieces until the end of the input; an error ends a piece, never the shell. Ctrl-C drops one that is not complete.
fn __shell {
    let text = ''
    loop {
        let line = Native.repl_read(text == '' ? 'maat> ' : '  ... ')
        return nil if line === nil
        if line === false {
            text = ''
            next
        }
        text = text == '' ? line : "{text}\n{line}"
        let f = Native.repl_compile(text)
        next if f == 'more'
        text = ''
        __shell_run(f) if defined f
    }
}
