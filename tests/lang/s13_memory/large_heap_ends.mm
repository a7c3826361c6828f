// flags: --max-memory=80M
// What large heaps, messages and frozen graphs leave behind is freed in pieces: in a while all of it has gone, and before the limit of the program
// refuses anything.
fn pad(i) { "{i} abcdefghijklmnopqrstuvwxyz abcdefghijklmnopqrstuvwxyz abcdefghijklmnopqrstuvwxyz" }
fn strings(n) { (1..n).map {|i| pad(i) } }
fn maps(n) { (1..n).map {|i| {id => i, tags => [i, 'a']} } }
fn arrays(n) { (1..n).map {|i| (1..400).map {|k| k } } }
fn used { Sys.memory<allocated> }
// Whether it comes down to that, sooner or later.
fn falls(to) {
    for 1..3000 {
        return true if used() < to
        GC.collect
        sleep 0.01
    }
    used()
}
let before = used() + 2_000_000

// A maatine that has one ends.
for [{ strings(20_000) }, { maps(20_000) }, { arrays(600) }, { strings(20_000).freeze }] -> make {
    let x = ma { make().len }
    say x.join
}
// expect: normal
// expect: normal
// expect: normal
// expect: normal
say falls(before)                       // expect: true

// Messages that nobody reads, and one that is dropped.
let deaf = ma { receive { when 'end' { nil } } }
for ^3 { deaf <- strings(10_000) }
deaf <- maps(10_000)
deaf <- 'end'
deaf.join
say falls(before)                       // expect: true

// A channel's, a shared variable's.
let c = Chan.new(buffer => 10)
c.send(strings(10_000))
c = nil
shared let cell = nil
cell = strings(10_000)
cell = nil
say falls(before)                       // expect: true

// Again and again, each time more than half of what there may be.
let bad = 0
for ^6 {
    let x = ma { let a = []; a[5_000_000] = 1; a.len }
    bad += 1 if x.join != 'normal'
}
say bad                                 // expect: 0
say falls(before)                       // expect: true
