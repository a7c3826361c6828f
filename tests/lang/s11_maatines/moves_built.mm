// A value that was built in order to be sent is moved, however large, if nothing else refers to it; if something does, nobody can tell.
fn get { receive { when x { x } } after 60 { 'nothing' } }
let me = Ma.self

fn build(n) { (1..n).map {|i| {id => i, name => "item {i}", pos => [i, i + 1], long => "a text of more than sixty-four bytes that is shared, number {i}"} } }
fn sum(items) { items.reduce(0) {|s, x| s + x<id> + x<pos>[1] } }

// Plain: of all sizes, again and again.
fn plain(n, times, to) {
    for ^times -> k {
        let items = build(n)
        to <- items
        to <- [k, build(n)]
        let again = build(n)
        to <- [k, again]
    }
}
for [40, 3000] -> n {
    ma plain(n, 3, me)
    for ^3 { say sum(get()) == sum(build(n)) && sum(get()[1]) == sum(build(n)) && sum(get()[1]) == sum(build(n)) }
    // expect: true
    // expect: true
    // expect: true
}
    // expect: true
    // expect: true
    // expect: true

// The builder keeps a part of it, or all: h is the maatine's own.
fn keeps(h, n) { let a = build(n); h<all> = a; a }
fn keeps_part(h, n) { let a = build(n); h<part> = a[n - 1]; a }
fn keeps_inside(h, n) { let a = build(n); h{n} = a[0]<pos>; a }
fn keeps_weakly(h, n) { let a = build(n); h<weak> = WeakRef.new(a[1]); a }
fn keeps_before(h, n) { let old = h{n}; [build(n), old] }
fn runner(n) {
    let h = {}
    let a = keeps(h, n)
    me <- a
    h<all>[0]<id> = 'changed'
    me <- h<all>[0]<id>
    let b = keeps_part(h, n)
    me <- b
    h<part><id> = 'changed'
    me <- h<part><id>
    let c = keeps_inside(h, n)
    me <- c
    h{n}[0] = 'changed'
    me <- h{n}[0]
    let d = keeps_weakly(h, n)
    me <- d
    GC.collect
    let w = h<weak>.get
    me <- (w == nil || w<id> == 2)
    let e = keeps_before(h, n)
    me <- e
    e = nil
    h{n}[1] = 'changed, too'
    me <- h{n}[1]
}
for [50, 2000] -> n {
    ma runner(n)
    let a = get()
    say [sum(a) == sum(build(n)), get()]
    let b = get()
    say [sum(b) == sum(build(n)), get()]
    let c = get()
    say [sum(c) == sum(build(n)), get()]
    let d = get()
    say [sum(d) == sum(build(n)), get()]
    let e = get()
    say [sum(e[0]) == sum(build(n)), e[1], get()]
    // expect: [true, 'changed']
    // expect: [true, 'changed']
    // expect: [true, 'changed']
    // expect: [true, true]
    // expect: [true, ['changed', 2], 'changed, too']
    // expect: [true, 'changed']
    // expect: [true, 'changed']
    // expect: [true, 'changed']
    // expect: [true, true]
    // expect: [true, ['changed', 2], 'changed, too']
}

// Cycles, sharing, large arrays, instances, sets, frozen parts, Bytes, closures that cannot be moved.
class Node { field val :built = 0; field succ = nil; meth set_next(n) { succ = n; self } meth next_one { succ } }
const icy = {a => [1, 2, 3]}.freeze
fn ring_of(n) {
    let first = Node.new(val => 0)
    let last = first
    for 1..n -> i { last = Node.new(val => i).set_next(last) }
    first.set_next(last)
    first
}
fn mixed(n) {
    let common = ['common']
    let nums = (1..n).map {|i| i * 1.5 }
    let a = (1..n).map {|i| [i, common, icy, i * 100_000_000_000_000_000_000] }
    {a => a, nums => nums, set => Set.new(a.map {|x| x[0] }*), bytes => Bytes.new(n), r => 1..n, common => common}
}
fn closures(n) { let k = n; [build(n), {|x| x + k }] }
fn sender(n) {
    let r = ring_of(n)
    me <- r
    let m = mixed(n)
    me <- m
    let c = closures(n)
    me <- c
}
ma sender(3000)
let r = get()
let x = r
let steps = 0
while true { x = x.next_one; steps++; if x === r { break } }
say steps                                   // expect: 3001
let m = get()
say m<a>.len, ' ', m<nums>[2999], ' ', m<set>.len, ' ', m<bytes>.len, ' ', m<r>        // expect: 3000 4500 3000 3000 1..3000
say m<a>[0][1] === m<a>[2999][1], ' ', m<a>[5][1] === m<common>, ' ', m<a>[7][3], ' ', m<a>[9][2] // expect: true true 800000000000000000000 {a => [1, 2, 3]}
m<a>[0][1].push('more')
say m<a>[2999][1]                           // expect: ['common', 'more']
let c = get()
say c[1](1), ' ', sum(c[0]) == sum(build(3000))          // expect: 3001 true

// An error leaves a region open; later ones are not disturbed.
fn fails(n) { let a = build(n); if n > 10 { die 'no' }; a }
fn tries(to) {
    for ^3 { try { let a = fails(2000); to <- a } catch e { to <- e.message } }
    let b = build(2000)
    to <- b
}
ma tries(me)
say [get(), get(), get(), sum(get()) == sum(build(2000))]        // expect: ['no', 'no', 'no', true]

// To one that is gone: the value comes back for the dead letter. To oneself.
fn gone { let p = ma { 1 }; p.join; let a = build(3000); p <- a; let b = build(3000); Ma.self <- b; receive { when y { me <- sum(y) == sum(build(3000)) } } }
ma gone()
say get()                                   // expect: true

// What must not be moved gets old while the rest is built around it.
fn around(n) { let k = n; let first = {f => {|x| x + k}, at => []}; for 1..n -> i { first<at>.push([i, "text {i}", [i]]) }; first }
fn old_parts(to) {
    for ^3 -> k {
        let a = around(20_000)
        to <- a
        GC.collect
    }
}
ma old_parts(me)
for ^3 { let a = get(); say a<f>(1), ' ', a<at>.len, ' ', a<at>[19_999] }
// expect: 20001 20000 [20000, 'text 20000', [20000]]
// expect: 20001 20000 [20000, 'text 20000', [20000]]
// expect: 20001 20000 [20000, 'text 20000', [20000]]

// A value that is built while another one is, which fails or not.
fn inner(to, n, fails) { let b = build(n); if fails { die 'inner' }; to <- b; n }
fn outer(to, n, fails) {
    let had = try { inner(to, n, fails) } catch e { e.message }
    [had, build(n)]
}
fn nested(to) {
    for ^12 -> k {
        let a = outer(to, k < 6 ? 2 : 1500, k % 2 == 0)
        to <- a
    }
}
ma nested(me)
let seen = 0
for ^12 -> k {
    let n = k < 6 ? 2 : 1500
    if k % 2 == 1 && sum(get()) == sum(build(n)) { seen++ }
    let a = get()
    if a[0] == (k % 2 == 0 ? 'inner' : n) && sum(a[1]) == sum(build(n)) { seen++ }
}
say seen                                    // expect: 18
