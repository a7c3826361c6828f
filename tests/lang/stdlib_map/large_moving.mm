// A large Map and a large Set, whose index is replaced by steps, are sent, cloned, frozen and changed in the midst of it.
let echo = ma { while true { receive { when ['copy', from, x] { from <- ['back', x] } when 'stop' { return } } } }

fn back(echo, x) {
    echo <- ['copy', Ma.self, x]
    receive { when ['back', y] { y } }
}

fn good(m, n) { m.len == n && m{0} == 'v0' && m{3 * (n - 1)} == "v{n - 1}" && m{1} == nil && m{3 * n.div(2)} == "v{n.div(2)}" }

let m = {}
let s = Set.new
let wrong = []
for ^14000 -> i {
    m{3 * i} = "v{i}"
    s.push("k{i}")
    // Indexes are replaced behind a power of two of keys; of smaller maps, too, where that is checked the more.
    let near = i >= 8192 && i < 8447 && i % 23 == 0 || i >= 256 && i < 263 || i >= 512 && i < 527
    if near || i % 1999 == 0 {
        let n = i + 1
        wrong.push(['sent', n]) if !good(back(echo, m), n)
        wrong.push(['cloned', n]) if !good(m.clone, n)
        wrong.push(['merged', n]) if !good(m.merge({}), n)
        let f = m.clone.freeze
        wrong.push(['frozen', n]) if !good(f, n) || !good(back(echo, f), n) || f.has(3 * n)
        let t = back(echo, s)
        wrong.push(['set', n]) if t.len != n || !t.has("k{i}") || !t.has('k0') || t.has("k{n}")
        t.push('more')
        t.del('k0')
        wrong.push(['set changed', n]) if t.len != n || t.has('k0') || !t.has('more') || !s.has('k0')
    }
}
say wrong                                                                       // expect: []

// Packed: every fourth stays, in order.
for ^14000 -> i { m.del(3 * i) if i % 4 != 0 }
for 20000..33000 -> i { m{i} = i; m.del(i - 5) if i % 3 == 0 }
say m.len, ' ', m.keys[0..4], ' ', m{12}, ' ', m{9}, ' ', m{33000}, ' ', m{32995}    // expect: 11085 [0, 12, 24, 36, 48] v4 nil 33000 nil
say m.keys.all {|k| m.has(k) }, ' ', m.keys.len == m.len                            // expect: true true
echo <- 'stop'
