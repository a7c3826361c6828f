// Construction and calls by name: what C code continues with (vm/core.def).

// The rest of `Class.new`: defaults that are expressions, in order of the fields; then init. `preset` is false if there are no such
// defaults, else the Map of what was given or true.
fn __new(obj, preset, has_init) {
    if preset {
        let at = 0
        loop {
            let d = Native.next_default(obj, preset, at)
            break if d === nil
            Native.field_put(obj, d[0], d[1](obj))
            at = d[0] + 1
        }
    }
    if has_init {
        obj.init()
        Native.default_message(obj)
    }
    obj
}

// obj.NAME(args*), with the name as a Str.
fn __invoke(obj, name, args) { Native.invoke(obj, name, args, nil) }

fn __invoke_x(obj, name, args, named) { Native.invoke(obj, name, args, named) }

fn __apply(f, args, named) {
    return f(args*) if named === nil
    f(args*, named**)
}

fn __call_method(f, obj, args, named) {
    return f(obj, args*) if named === nil
    f(obj, args*, named**)
}

// Finalizers that are due, each once. What one throws is reported, and the next one runs; but being cancelled is passed on.
fn __finals() {
    let x = Native.next_final()
    while x {
        try { x.final() }
        catch Cancelled -> c {
            Native.finals_done()
            die c
        }
        catch e { Native.final_failed(x, e) }
        x = Native.next_final()
    }
    nil
}

fn __finals_end(result, error, reason, how) {
    __finals()
    [result, error, reason, how]
}
