// What was built is moved in an Array of a few plain values that is put together for the message, too.
fn get { receive { when x { x } } after 60 { 'nothing' } }
let me = Ma.self

fn build(n) { (^n).map {|i| (^50).map {|k| i + k } } }
fn bytes(n) { let b = Bytes.new(n); b[n - 1] = 7; b }
fn sum(rows) { rows.map {|r| r.sum }.sum }

fn send_kinds(to, n) {
    to <- ['rows', build(n)]
    to <- [1, nil, build(n), 2.5, 'x', true]
    to <- [build(n)]
    let b = bytes(100 * n)
    to <- ['bytes', b]
    let rows = []
    for ^n -> i { rows.push([i]) }
    to <- ['filled', rows, n]
    let twice = build(n)
    to <- [twice, twice]
    to <- [build(n), build(n)]
    to <- [build(n), 'a text of more than sixty-four bytes, which is shared and not copied'.uc]
    to <- [build(n), [1, 2].freeze]
    to <- [build(n), [1, 2]]
    let used = build(n)
    to <- ['used', used]
    used[0][0] = 'changed'
    to <- ['used', used]
}
for [3, 40, 3000] -> n {
    let p = ma send_kinds(me, n)
    let all = sum(build(n))
    let a = get()
    let b = get()
    let c = get()
    say [a[0], sum(a[1]) == all, b[0], b[1], sum(b[2]) == all, b[3], b[4], b[5], c.len, sum(c[0]) == all]
    let d = get()
    let e = get()
    say [d[0], d[1].len == 100 * n, d[1][100 * n - 1], e[0], e[1].len == n, e[2] == n]
    let f = get()
    f[0][0][0] = 'seen in both'
    let g = get()
    g[0][0][0] = 'seen in one'
    say [f[1][0][0], g[1][0][0]]
    say [get()[1].len, get()[1], get()[1], get()[1][0][0], get()[1][0][0]]
}

// To oneself, and to one that has ended.
fn to_self(k, n) { Ma.self <- [k, build(n)] }
fn to_ended(p, n) {
    let b = bytes(100 * n)
    p <- ['lost', b]
    p <- ['lost, too', build(n)]
}
for [3, 3000] -> n {
    for ^3 -> k { to_self(k, n) }
    say (^3).map {|k| receive { when [i, x] { i == k && x.len == n } } }
}

Ma.dead_letters(me)
for [3, 3000] -> n {
    let p = ma { 1 }
    p.join
    ma to_ended(p, n)
    let a = get()
    let b = get()
    say [a[0], a[2][0], a[2][1].len == 100 * n, b[2][0], sum(b[2][1]) == sum(build(n))]
}

// What is moved is counted as that, and no more.
fn count(n) {
    let q = ma { receive { when [_k, x] { x.len } } }
    let b = Bytes.new(n)
    q <- ['data', b]
    me <- [Ma.info(Ma.self, 'bytes_moved'), Ma.info(Ma.self, 'bytes_copied')]
}
ma count(1_000_000)
let (moved, copied) = get()*
say [moved + copied >= 1_000_000, moved + copied < 1_500_000, moved == 0 || copied < 1000]
// expect: ['rows', true, 1, nil, true, 2.5, 'x', true, 1, true]
// expect: ['bytes', true, 7, 'filled', true, true]
// expect: ['seen in both', 0]
// expect: [68, [1, 2], [1, 2], 0, 'changed']
// expect: ['rows', true, 1, nil, true, 2.5, 'x', true, 1, true]
// expect: ['bytes', true, 7, 'filled', true, true]
// expect: ['seen in both', 0]
// expect: [68, [1, 2], [1, 2], 0, 'changed']
// expect: ['rows', true, 1, nil, true, 2.5, 'x', true, 1, true]
// expect: ['bytes', true, 7, 'filled', true, true]
// expect: ['seen in both', 0]
// expect: [68, [1, 2], [1, 2], 0, 'changed']
// expect: [true, true, true]
// expect: [true, true, true]
// expect: ['DEAD_LETTER', 'lost', true, 'lost, too', true]
// expect: ['DEAD_LETTER', 'lost', true, 'lost, too', true]
// expect: [true, true, true]
