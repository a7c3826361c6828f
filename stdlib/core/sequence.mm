// Methods that Array, Range and Set share and that call functions of the program. The others are native
// (stdlib/native/sequence.c).

// A test is a Fn, or a Regex that asks whether a Str matches.
fn __test(f) {
    return f unless f isa Regex
    {|x| Native.matches(f, x) }
}

class Sequence {
    // [f(x), ...]
    meth map(f) {
        let out = []
        for self -> x { out.push(f(x)) }
        out
    }

    // As map, but arrays that f gives are put in element by element.
    meth lmap(f) {
        let out = []
        for self -> x {
            let v = f(x)
            if v isa Array { out.append(v) } else { out.push(v) }
        }
        out
    }

    // The elements for which f holds.
    meth grep(f) {
        let test = __test(f)
        let out = []
        for self -> x { out.push(x) if test(x) }
        out
    }

    // Calls f(x); the value is the collection itself.
    meth each(f) {
        for self -> x { f(x) }
        self
    }

    // Calls f(i, x).
    meth each_kv(f) {
        let i = 0
        for self -> x {
            f(i, x)
            i++
        }
        self
    }

    // reduce(init) {|acc, x| ... }; without init the first element begins (nil if there is none).
    meth reduce(init, f = nil) {
        if f === nil { return __reduce_from_first(self, init) }
        let acc = init
        for self -> x { acc = f(acc, x) }
        acc
    }

    // The first element; the first for which f holds; the first f elements if f is a Num.
    meth first(f = nil) {
        return self.head if f === nil
        return self.take(f) if f isa Num
        let test = __test(f)
        for self -> x { return x if test(x) }
        nil
    }

    // The place of the first element for which f holds, or nil.
    meth find_index(f) {
        let test = __test(f)
        let i = 0
        for self -> x {
            return i if test(x)
            i++
        }
        nil
    }

    // Whether f holds for one element at least; without f: whether one is true.
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

    meth none(f = nil) {
        let test = f === nil ? {|x| x } : __test(f)
        for self -> x { return false if test(x) }
        true
    }

    // How many there are; for how many f holds; how many are equal to f if it is neither Fn nor Regex.
    meth count(f = nil) {
        return self.len if f === nil
        let n = 0
        if f isa Fn || f isa Regex {
            let test = __test(f)
            for self -> x { n++ if test(x) }
        } else {
            for self -> x { n++ if x == f }
        }
        n
    }

    // The element with the least f(x), the first one of several; nil if there is none.
    meth min_by(f) {
        let best = nil
        let least = nil
        let found = false
        for self -> x {
            let k = f(x)
            if !found || k < least {
                best = x
                least = k
                found = true
            }
        }
        best
    }

    meth max_by(f) {
        let best = nil
        let most = nil
        let found = false
        for self -> x {
            let k = f(x)
            if !found || k > most {
                best = x
                most = k
                found = true
            }
        }
        best
    }

    // [least, greatest]
    meth minmax { [self.min, self.max] }

    // Sorted by f(x), stable; a new Array.
    meth sort_by(f) {
        let values = self.array
        let keys = values.map(f)
        let sorted = Native.sort_keyed(nil, keys, values, nil)
        return sorted if sorted !== nil
        let pairs = values.zip(keys)
        __sort(pairs, {|a, b| a[1] <=> b[1] }).map {|p| p[0] }
    }

    // A Map from f(x) to the Array of the elements that gave it.
    meth group_by(f) {
        let out = {}
        for self -> x {
            let k = f(x)
            let group = out{k}
            if group === nil { out{k} = [x] } else { group.push(x) }
        }
        out
    }

    // [those for which f holds, the others]
    meth partition(f) {
        let test = __test(f)
        let yes = []
        let no = []
        for self -> x { if test(x) { yes.push(x) } else { no.push(x) } }
        [yes, no]
    }

    // A Map from each element to how often it is there.
    meth tally {
        let out = {}
        for self -> x { out{x} = (out{x} \\ 0) + 1 }
        out
    }

    // The elements up to the first for which f does not hold.
    meth take_while(f) {
        let test = __test(f)
        let out = []
        for self -> x {
            break unless test(x)
            out.push(x)
        }
        out
    }

    // The elements from the first on for which f does not hold.
    meth skip_while(f) {
        let test = __test(f)
        let out = []
        let skipping = true
        for self -> x {
            skipping = false if skipping && !test(x)
            out.push(x) unless skipping
        }
        out
    }

    // In random order; a new Array.
    meth shuf {
        let out = self.array
        let i = out.len - 1
        while i > 0 {
            let j = Rand.int(i + 1)
            let x = out[i]
            out[i] = out[j]
            out[j] = x
            i--
        }
        out
    }
}

// What these compare with may be any of the three.
fn __cmp_items(xs, b) { xs.array.cmp(b isa Range || b isa Set ? b.array : b) }

class Range {
    // -1, 0 or 1: the elements compared one by one, as those of an Array.
    meth cmp(b) { __cmp_items(self, b) }
}

class Set {
    meth cmp(b) { __cmp_items(self, b) }
}

fn __reduce_from_first(xs, f) {
    let acc = nil
    let begun = false
    for xs -> x {
        if begun {
            acc = f(acc, x)
        } else {
            acc = x
            begun = true
        }
    }
    acc
}

// ---- what natives continue with ----

// Merges the sorted runs [lo, mid) and [mid, hi) of `from` into `to`. Runs that are in order as they stand are not compared
// element by element; where they are short, asking would cost more than it spares.
fn __merge(from, to, lo, mid, hi, f) {
    let i = lo
    let j = mid
    let k = lo
    if mid < hi && (mid - lo == 1 || mid - lo > 4) && f(from[mid - 1], from[mid]) <= 0 {
        while k < hi { to[k] = from[k]; k++ }
        return nil
    }
    if mid - lo == 1 && mid < hi {
        to[lo] = from[mid]
        to[mid] = from[lo]
        return nil
    }
    while i < mid && j < hi {
        if f(from[i], from[j]) <= 0 {
            to[k] = from[i]
            i++
        } else {
            to[k] = from[j]
            j++
        }
        k++
    }
    while i < mid { to[k] = from[i]; i++; k++ }
    while j < hi { to[k] = from[j]; j++; k++ }
}

// Sorts the array (which nobody else holds) by f, or by `<=>`; stable.
fn __sort(array, f) {
    let compare = f === nil ? {|a, b| a <=> b } : f
    let from = array
    let to = Native.array_of(array.len)
    let n = array.len
    let width = 1
    while width < n {
        let lo = 0
        while lo < n {
            let mid = (lo + width).min(n)
            let hi = (mid + width).min(n)
            __merge(from, to, lo, mid, hi, compare)
            lo = hi
        }
        let swap = from
        from = to
        to = swap
        width *= 2
    }
    from
}

// Many values, sorted in pieces; by `<=>` in Maat where instances bring `cmp`.
fn __sort_long(array) {
    let copy = array.array
    let sorted = Native.sort_keyed(nil, copy, nil, nil)
    sorted === nil ? __sort(copy, nil) : sorted
}

// Sum or product by the operators of the elements.
fn __fold(array, product) {
    let acc = array[0]
    loop (let i = 1; i < array.len; i++) { acc = product ? acc * array[i] : acc + array[i] }
    acc
}

// The same of many, in pieces where all are Nums.
fn __fold_long(array, product) {
    let out = __in_pieces(3, product ? 1 : 0, array, product, nil)
    out === nil ? __fold(array, product) : out
}

// A method of Array for a large Range or Set.
fn __of_items(xs, name, args) { __invoke(xs.array, name, args) }

// The least (sign -1) or greatest (1) element by `<=>`.
fn __extreme(array, sign) {
    let best = array[0]
    for array -> x { best = x if (x <=> best) == sign }
    best
}

fn __has(array, v) {
    for array -> x { return true if x == v }
    false
}

fn __index(array, v) {
    loop (let i = 0; i < array.len; i++) { return i if array[i] == v }
    nil
}

fn __uniq(array) {
    let out = []
    for array -> x { out.push(x) unless __has(out, x) }
    out
}

// The same in pieces.
fn __uniq_long(array) {
    let out = __in_pieces(4, [], array, {}, [])
    out === nil ? __uniq(array) : out
}

fn __join(array, sep) {
    let texts = []
    for array -> x { texts.push("{x}") }
    texts.join(sep)
}
