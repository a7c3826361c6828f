// A million weak references, and as many entries of a WeakMap whose values refer to their keys: what died is gone, what lives is
// there, and no collection goes through all of them at once. Where a million takes too long (builds with checks) as many as fit.
// timeout: 60
class K { field n :ro }
const MILLION = 1_000_000
const BATCH = 4_000
const AT_ONCE = 0.012       // seconds of CPU time; a look at each of a million weak references takes several times that

fn grown(secs, f) {
    let n = 0
    let last = Time.mono + secs
    while n < MILLION and (n == 0 or Time.mono < last) { f(n); n += BATCH }
    n
}
// Drops every second one, and makes garbage until a cycle that began after that is over.
fn drop_half(all) {
    for ^all.len -> i { all[i] = nil if i % 2 == 0 }
    let last = GC.info<majors> + 2
    while GC.info<majors> < last { for ^2000 -> i { [i, "{i}", [i]] } }
}
// Sanitizers, which bring their own allocator, make all of it several times slower.
fn bounded(n) { let cpu = GC.info<pause_max_cpu>; n < MILLION || Sys.memory<allocator> == 0 || cpu < AT_ONCE ? true : cpu }
let me = Ma.self

ma {
    let all = []
    let refs = []
    let n = grown(1.5, {|from| for ^BATCH -> i { let k = K.new(n => from + i); all.push(k); refs.push(WeakRef.new(k)) } })
    drop_half(all)
    let wrong = 0
    for ^n -> i { let k = refs[i].get; wrong++ unless k === all[i] }
    me <- ['refs', wrong, bounded(n)]
}
say receive { when ['refs', wrong, pause] { "{wrong} {pause}" } }       // expect: 0 true

ma {
    let all = []
    let w = WeakMap.new
    let n = grown(2, {|from| for ^BATCH -> i { let k = K.new(n => from + i); all.push(k); w{k} = [from + i, k] } })
    drop_half(all)
    let wrong = 0
    for ^n -> i { wrong++ if i % 2 == 1 && w{all[i]}[0] != i }
    // Places of those that have gone are taken again.
    for ^n -> i { if i % 8 == 0 { all[i] = K.new(n => i); w.set(all[i], [i, nil]) } }
    for ^n -> i { wrong++ if i % 8 < 2 && (!w.has(all[i]) || w{all[i]}[0] != i) }
    me <- ['entries', wrong, w.len - n.div(2) - n.div(8), bounded(n)]
}
say receive { when ['entries', wrong, more, pause] { "{wrong} {more} {pause}" } }       // expect: 0 0 true
