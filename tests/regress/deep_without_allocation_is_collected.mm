// A recursion that allocated nothing was looked at whole by the first collection after it, however deep it had got.
fn depth(n) {
    if n == 0 { return GC.info['minors'] }
    let m = depth(n - 1)
    m
}
let before = GC.info['minors']
say depth(400_000) - before > 3     // expect: true
// What the frames hold is all there afterwards.
fn sum(n, xs) {
    if n == 0 { return xs.len }
    let below = sum(n - 1, xs)
    below + xs[n % 3]
}
say sum(300_000, [1, 2, 3])         // expect: 600003
let words = (1..50).map {|i| "word {i}" }
fn pick(n, w) {
    if n == 0 { return [w] }
    let rest = pick(n - 1, words[n % 50])
    rest.push(w) if n % 1000 == 0
    rest
}
say pick(200_000, 'first').len      // expect: 201
let other = Ma.spawn({ depth(200_000); depth(100_000); exit_ma('done') })
say other.join                      // expect: done
