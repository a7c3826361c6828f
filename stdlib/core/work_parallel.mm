// pmap, pgrep, preduce, parallel for: the elements in a few pieces for each core, each piece a task of a scope of its own.
//
// More pieces than cores, because some take longer than others: who is done early takes the next one. Results come in the order of the
// elements. When a piece fails the others are cancelled, and the first error is raised; the end of the caller ends them, too. The
// function and the elements are copied.

fn __piece_size(n) {
    let pieces = Native.schedulers() == 1 ? 1 : 4 * Native.schedulers()
    (n + pieces - 1).div(pieces)
}

// What work(f, piece) gives for each piece of xs, in order.
fn __pieces(xs, f, work, label) {
    let scope = __scope_new(Inf, Inf)
    let size = __piece_size(xs.len)
    try {
        loop (let at = 0; at < xs.len; at += size) {
            __scope_spawn(scope, work, [f, xs[at..^(at + size)]], nil, label)
        }
    }
    catch e {
        __scope_fail(scope, e)
        die e
    }
    __scope_join(scope, true)
}

fn __work_map(f, xs) { xs.map(f) }

fn __work_reduce(f, xs) { xs.reduce(f) }

fn __pmap_labelled(xs, f, label) {
    let out = []
    for __pieces(xs, f, __work_map, label) -> part { out.append(part) }
    out
}

fn __pmap(xs, f) { __pmap_labelled(xs, f, 'parallel') }

fn __pgrep(xs, f) {
    let keep = __pmap(xs, f)
    let out = []
    for ^xs.len -> i { out.push(xs[i]) if keep[i] }
    out
}

fn __preduce(xs, init, f) { __pieces(xs, f, __work_reduce, 'parallel').reduce(init, f) }

// The elements of what is iterated n at a time, the last ones filled with nil; with n > 1 a Map gives its pairs.
fn __turns(iterable, n) {
    let turns = n > 1 && iterable isa Map ? iterable.pairs : []
    if turns.is_empty {
        let turn = []
        for iterable -> x {
            turns.push(turn) if turn.is_empty
            turn.push(x)
            turn = [] if turn.len == n
        }
    }
    for turns -> turn { while turn.len < n { turn.push(nil) } }
    turns
}

// `parallel for` with n names: f for each turn.
fn __parallel(iterable, n, f, label) { __pmap_labelled(__turns(iterable, n), {|t| f(t*) }, label) }

class Array {
    meth pmap(f) { __pmap(self, f) }
    meth pgrep(f) { __pgrep(self, f) }
    meth preduce(init, f) { __preduce(self, init, f) }
}

class Range {
    meth pmap(f) { __pmap(self.array(), f) }
    meth pgrep(f) { __pgrep(self.array(), f) }
    meth preduce(init, f) { __preduce(self.array(), init, f) }
}

class Set {
    meth pmap(f) { __pmap(self.array(), f) }
    meth pgrep(f) { __pgrep(self.array(), f) }
    meth preduce(init, f) { __preduce(self.array(), init, f) }
}
