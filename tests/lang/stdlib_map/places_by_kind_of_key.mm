// One place in the text that reads or writes elements of many kinds: what it saw before must not leak into what it does next.
fn get(o, k) { o[k] }
fn get_key(o, k) { o{k} }
fn set(o, k, v) { o[k] = v }
fn truth(o, k) { if o[k] { 'yes' } else { 'no' } }
fn same(o, k) { o[k] == 1 ? 'one' : 'other' }
fn failed(f) { try { f(); 'fine' } catch e { e.message } }

fn ints(n) {
    let m = {}
    for ^n -> i { m{i * 3} = i }
    m
}
fn strs(n) {
    let m = {}
    for ^n -> i { m{"k{i}"} = i }
    m
}

// Small maps are searched, large ones have an index.
let small = ints(5)
let large = ints(500)
let small_s = strs(5)
let large_s = strs(500)
for 1..3 {
    say get(small, 6), ' ', get(large, 600), ' ', get(small, 7), ' ', get(large, 601), ' ', get(large, -3)
    say get(small_s, 'k2'), ' ', get(large_s, "k{200 + 1}"), ' ', get(small_s, 'k7'), ' ', get(large_s, 'k')
    say get([10, 20, 30], 1), ' ', get([10, 20, 30], -1), ' ', get('word', 2), ' ', get(5..9, 1)
}
// expect: 2 200 nil nil nil
// expect: 2 201 nil nil
// expect: 20 30 r 6
// expect: 2 200 nil nil nil
// expect: 2 201 nil nil
// expect: 20 30 r 6
// expect: 2 200 nil nil nil
// expect: 2 201 nil nil
// expect: 20 30 r 6

// 3.0 is the key 3; integers that fit no word, ranges and nil are keys, too.
let odd = ints(100)
odd{2 ** 70} = 'big'
odd{nil} = 'nothing'
odd{1..2} = 'range'
odd{true} = 'truth'
odd{0.5} = 'half'
say get(odd, 3.0), ' ', get(odd, 2 ** 70), ' ', get(odd, nil), ' ', get(odd, 1..2), ' ', get(odd, true), ' ', get(odd, 0.5), ' ', get(odd, '3')
// expect: 1 big nothing range truth half nil
say get_key(odd, 30), ' ', get_key(large_s, 'k30'), ' ', get_key(odd, 30.0), ' ', get_key({}, 1), ' ', get_key({}, 'a')
// expect: 10 30 10 nil nil

// Writing: first to entries that are there, then to new ones, at the same place.
for [small, large, small_s, large_s] -> m {
    let before = m.len
    for 1..3 -> i {
        set(m, m.keys[1], ['v', i])
        set(m, m.keys[-1], i)
    }
    set(m, 'new', 1)
    set(m, 1_000_001, 2)
    set(m, 'new', 3)
    set(m, 1_000_001, 4)
    say m.len - before, ' ', m[m.keys[1]], ' ', m['new'], ' ', m[1_000_001], ' ', m.keys[-1]
}
// expect: 2 ['v', 3] 3 4 1000001
// expect: 2 ['v', 3] 3 4 1000001
// expect: 2 ['v', 3] 3 4 1000001
// expect: 2 ['v', 3] 3 4 1000001
let list = [1, 2, 3]
set(list, 0, 'a')
set(list, -1, 'c')
set(list, 5, 'f')
say list
// expect: ['a', 2, 'c', nil, nil, 'f']

// Deleted and put back, so that entries move.
for ^400 -> i { large.del(i * 3) }
say large.len, ' ', get(large, 3), ' ', get(large, 450 * 3)
// expect: 102 nil 450
for ^5 -> i { set(large, i * 3, "again {i}") }
say large.len, ' ', get(large, 12), ' ', get(large, 450 * 3)
// expect: 107 again 4 450

// What stands behind an element.
for [[0, 1], {0 => false, 1 => 1}, {0 => 1}, {a => 1}, [nil, 7]] -> o { say truth(o, 0), same(o, 0), ' ', truth(o, 1), same(o, 1) }
// expect: noother yesone
// expect: noother yesone
// expect: yesone noother
// expect: noother noother
// expect: noother yesother

// What cannot be done stays what it was.
let still = {a => 1, 2 => 3}.freeze
say get(still, 'a'), get(still, 2), ' ', failed({ set(still, 'a', 2) })
say failed({ set(still, 2, 4) })
say failed({ set(still, 'new', 4) })
say failed({ set({}, [1], 4) })
say failed({ get({}, [1]) })
say failed({ get(nil, 'a') })
say failed({ get(12, 3) })
say failed({ set('text', 0, 'x') })
say failed({ get([1, 2], 'a') })
say failed({ set([1, 2], 'a', 1) })
// expect: 13 Map is frozen
// expect: Map is frozen
// expect: Map is frozen
// expect: Array cannot be a map key
// expect: Array cannot be a map key
// expect: Nil cannot be indexed
// expect: Num cannot be indexed
// expect: a Str cannot be changed
// expect: an Array index must be an integer, not Str
// expect: an Array index must be an integer, not Str
