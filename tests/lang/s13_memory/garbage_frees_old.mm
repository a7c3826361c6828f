// What is old and has died is found although nothing new grows old: young garbage alone brings a cycle about.
fn garbage(n) {
    let s = 0
    for ^n -> i { s += [i, i].len }
    s
}
let all = (^100_000).map {|i| [i, [i]] }
let had = GC.info<memory>
all = nil
let turns = 0
while GC.info<memory> > had / 2 && turns < 300 {
    garbage(20_000)
    turns += 1
}
say turns < 300                  // expect: true
