// A large old map that is written and deleted from all the time closes its gaps, and grows over them; its young values stay.
fn run(n, ops, grow) {
    let m = {}
    let first = 0
    for ^ops -> i {
        m{i} = [i, [i]]
        m{first + (i - first).div(2)} = [first + (i - first).div(2), [i]] if i % 3 == 0
        if m.len > n {
            m.del(first)
            first += 1
            n += 1 if grow and i % 2 == 0
        }
    }
    let good = m.len == ops - first
    for ^(ops - first) -> k { good = false unless m{first + k}[0] == first + k }
    good
}
say run(1000, 12000, false)      // expect: true
say run(600, 12000, true)        // expect: true
