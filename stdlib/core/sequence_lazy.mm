// Lazy sequences: nothing is computed before an element is asked for, and no array is made in between.

// What `xs.lazy` gives: the elements of a source, one after the other, through what was asked for.
class Lazy {
    field walk :built    // called with f: calls f with each element

    meth each_item(f) {
        let w = walk
        w(f)
    }

    // Lazy again.
    meth map(g) {
        let from = self
        Lazy.new(walk => {|f| for from -> x { f(g(x)) } })
    }

    meth grep(g) {
        let from = self
        let test = __test(g)
        Lazy.new(walk => {|f| for from -> x { f(x) if test(x) } })
    }

    meth skip(n) {
        let from = self
        Lazy.new(walk => {|f|
            let left = n
            for from -> x {
                if left > 0 { left-- } else { f(x) }
            }
        })
    }

    meth lazy { self }

    // The first n elements, as an Array.
    meth take(n) {
        let out = []
        return out if n < 1
        for self -> x {
            out.push(x)
            break if out.len >= n
        }
        out
    }

    // All of them, as an Array.
    meth array {
        let out = []
        for self -> x { out.push(x) }
        out
    }

    meth each(f) {
        for self -> x { f(x) }
        self
    }

    meth first(f = nil) {
        return self.take(f) if f isa Num
        let test = f === nil ? {|x| true } : __test(f)
        for self -> x { return x if test(x) }
        nil
    }

    meth any(f = nil) {
        let test = f === nil ? {|x| x } : __test(f)
        for self -> x { return true if test(x) }
        false
    }

    meth all(f = nil) {
        let test = f === nil ? {|x| x } : __test(f)
        for self -> x { return false unless test(x) }
        true
    }

    meth none(f = nil) { !self.any(f) }

    meth has(v) {
        for self -> x { return true if x == v }
        false
    }

    meth reduce(init, f = nil) { f === nil ? self.array.reduce(init) : self.array.reduce(init, f) }
    meth count(f = nil) { f === nil ? self.array.len : self.array.count(f) }
    meth sum { self.array.sum }
    meth join(sep = '') { self.array.join(sep) }
    meth str { '<Lazy>' }
}

class Sequence {
    meth lazy {
        let from = self
        Lazy.new(walk => {|f| for from -> x { f(x) } })
    }
}
