// What is frozen and lies in unread messages counts to who is to receive it, by its share: Ma.info is right whatever is shared.
let me = Ma.self
fn build { (^5_000).map {|i| [i, "text {i}"] } }
fn waits { receive { when 'go' { } }; me <- 'over'; receive { when 'end' { } } }
let ps = (^4).map {|i| ma waits() }
fn memory { ps.map {|p| Ma.info(p, 'memory') } }
fn frozen { GC.collect; Sys.memory<types><frozen> }
const PART = Sys.memory<allocator> > 0 ? 0.05 : 0.15     // a sanitizer's allocator rounds otherwise
fn near(a, b) { (a - b).abs < b * PART }
let before = memory()
let had = frozen()

// One graph with small values, several, one in a large message. Who sends has ended, so the messages alone hold them.
fn sends {
    let (f, g) = [build().freeze, build().freeze]*
    for ^2 { ps[0] <- ['one', f] }
    ps[1] <- ['one', f]
    ps[2] <- [f, g]
    ps[3] <- [(^300).map {|i| [i] }, g]
}
(ma sends()).join
// Its heap lets go of them a little later.
fn grown { let now = memory(); (^4).map {|i| now[i] - before[i] } }
let last = Time.mono + 10
while !near(grown().sum - 300 * 80, frozen() - had) and Time.mono < last { sleep 0.01 }
let all = frozen() - had
let more = grown()
say all > 800_000                                             // expect: true
say near(more.sum - 300 * 80, all) || [more, all]              // expect: true
say near(more[0], all * 0.25) || [more, all]                    // expect: true
say near(more[2], all * 0.375) || [more, all]                   // expect: true
// Received it counts to the heap.
for ps -> p { p <- 'go' }
for ps { receive { when 'over' { } } }
say near(grown()[2], all * 0.375) || grown()                    // expect: true
for ps -> p { p <- 'end' }
