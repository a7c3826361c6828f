// Methods of Map that call functions of the program: each gets key and value. What a function adds or takes out while they run
// is handled as in a `for` over the Map (LANGUAGE, section 5).

class Map {
    // Calls f(k, v); the value is the Map itself.
    meth each(f) {
        for self -> k, v { f(k, v) }
        self
    }

    // [f(k, v), ...]
    meth map(f) {
        let out = []
        for self -> k, v { out.push(f(k, v)) }
        out
    }

    // A Map of the entries for which f(k, v) holds.
    meth grep(f) {
        let out = {}
        for self -> k, v { out{k} = v if f(k, v) }
        out
    }

    // A Map with f(v) for each v.
    meth map_values(f) {
        let out = {}
        for self -> k, v { out{k} = f(v) }
        out
    }

    meth any(f) {
        for self -> k, v { return true if f(k, v) }
        false
    }

    meth all(f) {
        for self -> k, v { return false unless f(k, v) }
        true
    }

    meth none(f) {
        for self -> k, v { return false if f(k, v) }
        true
    }

    // How many entries there are; for how many f holds.
    meth count(f = nil) {
        return self.len if f === nil
        let n = 0
        for self -> k, v { n++ if f(k, v) }
        n
    }

    // [k, v] of the first entry, of the first for which f holds; nil if there is none.
    meth first(f = nil) {
        return Native.map_first(self) if f === nil
        for self -> k, v { return [k, v] if f(k, v) }
        nil
    }

    // reduce(init) {|acc, k, v| ... }
    meth reduce(init, f) {
        let acc = init
        for self -> k, v { acc = f(acc, k, v) }
        acc
    }

    // [[k, v], ...] sorted by f(k, v)
    meth sort_by(f) { self.pairs.sort_by {|p| f(p[0], p[1]) } }
}
