// What was received is kept, changed, partly dropped, and sent again, over many collections in slices; the sums stay right.
// timeout: 60
fn make(k, n) { (1..n).map {|i| [k, i, "text {i}", (1..(i % 7 == 0 ? 300 : 3)).map {|j| i + j }] } }
fn sum(list) { list.reduce(0) {|s, x| x == nil ? s : s + x[0] + x[1] + x[2].len + x[3].len + x[3].last } }

fn keeper(to) {
    GC.mode('inc')
    let kept = {}
    while true {
        receive {
            when ['keep', k, list] { kept{k} = list }
            when ['change', k, i] { kept{k}[i] = [k, i, 'new', [k, i]] }
            when ['drop', k, from] { loop (let i = from; i < kept{k}.len; i += 2) { kept{k}[i] = nil } }
            when ['forget', k] { kept.del(k) }
            when ['sum', k] { to <- sum(kept{k}) }
            when ['send', k] { to <- kept{k} }
            when 'stop' { return }
        }
        let garbage = (1..40).map {|i| [i, "{i}"] }
    }
}

let me = Ma.self
let p = ma keeper(me)
let model = {}
for 1..40 -> k {
    let list = make(k, 20 + k * 7 % 60)
    p <- ['keep', k, list]
    model{k} = list
    let old = 1 + k * 13 % k
    if old in model {
        p <- ['change', old, k % model{old}.len]
        model{old}[k % model{old}.len] = [old, k % model{old}.len, 'new', [old, k % model{old}.len]]
        if k % 3 == 0 {
            p <- ['drop', old, 1]
            loop (let i = 1; i < model{old}.len; i += 2) { model{old}[i] = nil }
        }
        p <- ['sum', old]
        let got = receive { when n { n } }
        die "sum of {old}: {got}" if got != sum(model{old})
        p <- ['send', old]
        let copy = receive { when l { l } }
        die "copy of {old}" if copy.dump != model{old}.dump
    }
    if k % 4 == 0 { p <- ['forget', k - 2]; model.del(k - 2) }
}
p <- 'stop'
say 'same'
// expect: same
