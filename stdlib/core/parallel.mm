// pmap, pgrep, preduce, parallel for: the elements in one piece for each core, each piece in a maatine of its own.
//
// Results come in the order of the elements. An error in a piece is raised once all pieces have ended; of several the one of the first piece.
// The function and the elements are copied.

// Runs in the piece's maatine: its end carries what came out.
fn __piece(work, f, xs) {
    let out = nil
    try { out = ['ok', work(f, xs)] }
    catch e { out = ['error', e] }
    exit_ma(out)
}

// What work(f, piece) gives for each piece of xs, in order.
fn __pieces(xs, f, work) {
    let n = Native.schedulers()
    let size = (xs.len + n - 1).div(n)
    let refs = []
    loop (let at = 0; at < xs.len; at += size) {
        let (_, ref) = Ma.spawn(__piece, args => [work, f, xs[at..^(at + size)]], monitor => true, label => 'parallel')*
        refs.push(ref)
    }
    let outs = []
    let failed = nil
    for refs -> ref {
        let why = receive { when ['DOWN', (ref), _, w] { w } }
        given why {
            when ['ok', v] { outs.push(v) }
            when ['error', e] { failed \\= e }
            default { failed \\= ExitError.new(message => 'a parallel piece has ended', reason => why) }
        }
    }
    die failed if defined failed
    outs
}

fn __work_map(f, xs) { xs.map(f) }

fn __work_reduce(f, xs) { xs.reduce(f) }

fn __pmap(xs, f) {
    let out = []
    for __pieces(xs, f, __work_map) -> part { out.append(part) }
    out
}

fn __pgrep(xs, f) {
    let keep = __pmap(xs, f)
    let out = []
    for ^xs.len -> i { out.push(xs[i]) if keep[i] }
    out
}

fn __preduce(xs, init, f) { __pieces(xs, f, __work_reduce).reduce(init, f) }

// `parallel for` with n names: f for each n elements (the last turn filled with nil).
fn __parallel(iterable, n, f, _label) {
    let turns = []
    let turn = []
    for iterable -> x {
        turn.push(x)
        if turn.len == n {
            turns.push(turn)
            turn = []
        }
    }
    if turn.len > 0 {
        while turn.len < n { turn.push(nil) }
        turns.push(turn)
    }
    __pmap(turns, {|t| f(t*) })
}

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
