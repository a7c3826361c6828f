// What a search in slices had found was taken though a finalizer had run since: the element was looked for behind the end of the Array.
// flags: --schedulers=1
class F {
    field a :rw = nil
    meth final {
        a.clear
        a.push(7)
    }
}
let all = (1..100_000).array
let a = all.clone
fn drop(a) {
    let f = F.new(a => a)
    nil
}
let odd = 0
for ^100 -> k {
    drop(a)
    Ma.yield
    for ^(k * 9) { [k, k, k, k, k, k, k, k] }
    let most = a.max        // the finalizer of the one before may come in the middle
    let len = a.len
    if most != (len == 1 ? 7 : 100_000) { odd++ }
    a = all.clone if len == 1
    for ^3000 { [1] }
}
say odd     // expect: 0
