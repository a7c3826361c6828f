// What happens here must neither crash, hang nor lose memory when an allocation fails anywhere (test_alloc.py): starting, sending,
// calling, collecting, sharing, crashing. Each part may end by an error of memory; the last line is always reached.
use Server

class Adder :is Server {
    let sum = 0
    meth handle_call(msg, from) {
        die 'asked to' if msg == 'crash'
        sum += msg
        [sum, 'text number {sum}' * 3, {k => [sum]}]
    }
}

fn part(f) {
    try { f() } catch e { }
}

// The part runs in a maatine of its own, for which one waits, but not for ever.
fn alone(f) {
    try {
        let p = Ma.spawn(f, args => [], max_heap => 4000000)
        let r = Ma.monitor(p)
        receive {
            when ['DOWN', _r, _p, _why] {}
            after 20 { Ma.exit(p, 'kill') }
        }
        Ma.demonitor(r)
    } catch e { }
}

fn sends {
    let echo = Ma.spawn({ for 1..20 { receive { when [from, v] { from <- v } after 1 { } } } }, args => [])
    for 1..20 -> i { echo <- [Ma.self, [i, 'x' * (i * 20), {a => i}, (1..i * 40).map {|k| k }]] }
    for 1..20 { receive { when v {} after 1 { } } }
}
fn builds {
    let all = []
    for 1..300 -> i { all.push({"k{i}" => [i, "text {i}", 'y' * i]}) }
    GC.collect
    let frozen = all.freeze
    all = (1..3000).map {|i| i.str + '.' }
    frozen.len + all.join('').len
}
fn calls {
    let s = Adder.start()
    for 1..5 -> i { s.call(i, timeout => 1) }
    try { s.call('crash', timeout => 1) } catch e { }
}
fn shares {
    shared let xs = []
    let ps = (1..4).map {|i| ma { for 1..10 -> k { xs.push([i, k]) } } }
    ps.each {|p| p.join }
    xs.len
}
fn channels {
    let ch = Chan.new(buffer => 4)
    concurrent {
        spawn { for 1..20 -> i { ch <- [i, 'z' * i * 10] }; ch.close }
        spawn { for ch -> v { v.len } }
    }
}
// What comes out is right, or there is an error of memory: the one that would be lost is kept for the end.
let wrong = []
fn tasks {
    let sums = (1..30).pmap {|i| (1..50).map {|k| k * i }.reduce(0) {|a, b| a + b } }
    wrong.push(sums) unless sums == (1..30).map {|i| i * 1275 }
}
fn blocks {
    let works = []
    concurrent { for 1..10 -> i { works.push(spawn { [i] }) } }
    let got = works.map {|w| w.result }
    wrong.push(got) unless got == (1..10).map {|i| [i] }
}
fn dies { die 'the reason ' * 40 }
fn deep(n) { n == 0 ? 0 : 1 + deep(n - 1) }
fn texts {
    let s = ''
    for 1..200 -> i { s = s + "{i} " }
    s.split(' ').map {|w| w.upper }.join('-').gsub(/1/, 'one').len + (2 ** 300).str.len
}

for [sends, builds, calls, shares, channels, tasks, blocks, dies, { deep(3000) }, texts] -> f {
    alone(f)
    part(f) unless f === dies
}
die "wrong: {wrong}" if wrong.len > 0
say 'the end'
exit 0
