// Little is left of much, here and there: what lives is moved together, and stays what it was.
class Node { field id :rw; field peer :rw }

fn record(i) { {id => i, name => "record {i}", tags => (^8).map {|k| [i, k] }, node => Node.new(id => i, peer => nil)} }

let n = 30000
let step = 6
fn build {
    let all = (^n).map {|i| record(i) }
    (^n.div(step)).map {|i| all[i * step] }
}
let kept = build()
// They refer to each other in a ring; a WeakRef and a WeakMap refer to some; a deep stack to one of them.
for ^kept.len -> i { kept[i]<node>.peer = kept[(i + 1) % kept.len]<node> }
let weak = WeakRef.new(kept[7])
let map = WeakMap.new
map.set(kept[8], kept[9])

fn garbage(turns) {
    let s = 0
    for ^turns -> i { s += [i, [i]].len }
    s
}
let rounds = 0
until GC.info<evacuated> > 0 and GC.info<phase> == 'idle' or rounds == 400 {
    garbage(8000)
    let at = kept[rounds * 37 % kept.len]
    at<tags>[rounds % 8] = [at<id>, rounds % 8]
    rounds += 1
}
say GC.info<evacuated> > 0
let good = true
for ^kept.len -> i {
    let r = kept[i]
    let id = i * step
    good = false unless r<id> == id and r<name> == "record {id}" and r<node>.peer.id == kept[(i + 1) % kept.len]<id>
    for ^8 -> k { good = false unless r<tags>[k] == [id, k] }
}
say good
say weak.get<id> == 7 * step and map.get(kept[8])<id> == 9 * step
// expect: true
// expect: true
// expect: true
