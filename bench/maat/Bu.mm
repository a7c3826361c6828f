// What all benchmark programs share: the timed section, the result line, the generator of numbers.
use File

// The seconds that `f` took, and its value.
export fn timed(f) {
    let t0 = Time.mono
    let v = f()
    [Time.mono - t0, v]
}

// Prints the line that the runner reads. `extra` is a Map of more figures.
export fn report(name, secs, ops, ok, extra = {}) {
    let more = extra.map({|k, v| " {k}={v}" }).join('')
    say "RESULT lang=maat name={name} secs={sprintf('%.9f', secs)} ops={ops} ok={ok}{more}"
}

// Resident memory of this program in bytes (Linux).
export fn rss {
    let line = File.read('/proc/self/status').lines.first {|l| l.starts('VmRSS:') }
    line.words[1].num * 1024
}

// Park and Miller's generator: the same numbers in all languages.
export fn rnd(x) { x * 16807 % 2147483647 }

// The generator of the programs of "Are We Fast Yet" and Savina.
export class Random {
    field seed :built = 74755
    meth next {
        seed = (seed * 1309 + 13849) & 65535
        seed
    }
    meth below(n) { self.next % n }
}

// Runs `f` so often, and says whether its result was `want` each time.
export fn repeated(name, times, want, f) {
    let good = true
    let (secs, _) = timed({
        for ^times { good = false if f() != want }
    })*
    report(name, secs, times, good)
}
