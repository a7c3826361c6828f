// A small slice does not keep a large string alive, wherever it goes.
const LINE = "abcdefghijklmnopqrstuvwxyz "
fn large(i) { "{i} " + LINE * 20_000 }
fn slice_of(i) { large(i).slice(1000, 1099) }
fn bytes_of(i) { large(i).bytes.freeze.slice(1000, 1099) }
fn strings { Sys.memory<types><string> }
// What is garbage in a heap counts until it is collected.
fn settled(ps) {
    for 1..200 {
        GC.collect
        for ps -> p { Ma.call(p, 'collect') }
        return true if strings() < 500_000
        sleep 0.01
    }
    strings()
}

// In a heap.
let mine = (1..20).map {|i| slice_of(i) }
let raw = (1..20).map {|i| bytes_of(i) }
say settled([])                                     // expect: true
say mine.map({|s| s.len }).sum                      // expect: 2000
say mine.all {|s| LINE.has(s.first(1)) && s.has(LINE) }       // expect: true
say raw.all {|b| b.str.has(LINE) && b.len == 100 }  // expect: true

// Through messages.
let p = ma {
    let kept = []
    loop {
        receive {
            when ['keep', s] { kept.push(s) }
            when ['call', from, 'collect'] { GC.collect; reply(from, true) }
            when ['call', from, 'all'] { reply(from, kept.len) }
        }
    }
}
for 1..20 -> i { p <- ['keep', slice_of(i)] }
for 1..20 -> i { p <- ['keep', [slice_of(i), (1..200).map {|k| [k, i] }]] }
say Ma.call(p, 'all')                               // expect: 40
say settled([p])                                    // expect: true

// In frozen graphs, constants and shared variables.
let frozen = (1..20).map({|i| slice_of(i) }).freeze
const one = slice_of(7)
our table = {}
for 1..20 -> i { table{i} = slice_of(i) }
shared let last = [slice_of(3)]
let work = Work.does { slice_of(5) }
say work.result.len                                 // expect: 100
say settled([p])                                    // expect: true
say frozen.map({|s| s.len }).sum                    // expect: 2000
say one == slice_of(7)                            // expect: true
say table{20} == slice_of(20), ' ', last[0].len     // expect: true 100
Ma.exit(p, 'kill')
