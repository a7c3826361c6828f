// Whoever is ended from outside, in whatever state it is, leaves nothing allocated. Prints for each state and way to end what has become more
// or less; the arguments say how much of that is what threads keep for reuse (test_ended.py).
let kept = ARGV[0].num          // bytes
let size = ARGV[1].num          // elements of what is sent
let me = Ma.self
let items = (1..size).map {|i| [i, {i => "text number {i} that is longer than what fits into one piece of it: {i}"}] }
let frozen = items.freeze
class F { field to :ro;  meth final { to <- 'final' } }
class Loops { meth final { while true { } } }

fn ready { me <- 'ready' }
fn wait { receive { when 'never' { } } }
fn build { (^size).map {|i| [i, {i => "{i}"}] } }

fn spins { ready(); let n = 0; while true { n++; [n, "{n}"] } }
fn sleeps { ready(); sleep 1000 }
fn holds { let all = (^300).map {|i| [i, "a text {i}".repeat(9), {i => Bytes.new(3000)}] }; ready(); wait(); all.len }
fn weakly { let all = (^size).map {|i| [i, [i]] }; GC.collect; let w = WeakMap.new; for all -> x { w.set(x, WeakRef.new(x)) }; ready(); wait(); all.len }
fn marks { let all = (^(10 * size)).map {|i| [i, [i]] }; ready(); while true { all[7] = [all[8]]; [1, 2, 3] } }
fn deep(n) { if n == 0 { ready(); wait() } else { deep(n - 1); n } }
fn finals { let a = (^200).map {|i| F.new(to => me) }; fn make { Loops.new; nil }; make(); ready(); GC.collect; wait(); a.len }
// In the middle of copies.
fn sends(to) { ready(); while true { to <- items } }
fn clones { ready(); while true { items.clone } }
fn freezes { ready(); while true { items.freeze } }
fn thaws { ready(); while true { frozen.clone } }
fn calls(p) { ready(); p.call(items, timeout => 1000) }
// In the middle of work on what is large.
let large = (^40).map {|i| items }
let again = (^40).map {|i| items }
let many = (^3000).map {|i| [items, 3000 - i] }
fn compares { ready(); while true { large == again } }
fn prints { ready(); while true { large.dump } }
fn sorts { ready(); while true { many.sort } }
fn joins { ready(); while true { many + many } }
// With messages that were received, kept, looked at.
fn guards { ready(); receive { when [x] if x == 'never' { } } }
fn islands { let all = []; for ^2 { receive { when ['for it', x] { all.push(x) } } }; ready(); receive { when 'never' { all.len } } }
// With others.
fn tasks { (^8).pmap {|i| items.clone; ready() if i == 0; sleep 1000; i } }
fn block_of { concurrent { for ^6 -> i { spawn { ready() if i == 0; sleep 1000 } } } }
fn takes(ch) { ready(); ch.recv }
fn puts(ch) { ready(); while true { ch <- items } }
fn locks { shared let xs = items; ready(); while true { xs.push([1]) } }
fn ties { let p = Ma.spawn(wait, link => true); let r = Ma.monitor(p); ready(); wait(); r }

// At the limit of their memory: with what they build, receive, call, copy; with finalizers, and with an error on its way.
fn grows { let all = []; while true { all.push(["a text {all.len}", {i => all.len}]) } }
fn takes_in { let all = []; while true { receive { when x { all.push(x) } } } }
fn recurses(n) { [n, recurses(n + 1)].len + n }
fn copies { let all = [items]; while true { all.push(all.clone) } }
fn with_finals { let all = []; while true { all.push(F.new(to => me)); all.push("{all.len}") } }
fn while_ending { try { try { grows() } finally { grows() } } catch MemoryError { let a = build(); grows(); a } }

let limited = {grows => { grows() }, takes_in => { takes_in() }, recurses => { recurses(0) }, copies => { copies() }, with_finals => { with_finals() }, while_ending => { while_ending() }}
let states = {
    spins => { spins() }, sleeps => { sleeps() }, holds => { holds() }, weakly => { weakly() }, marks => { marks() }, deep => { deep(3000) }, finals => { finals() },
    sends => { sends(ma wait()) }, clones => { clones() }, freezes => { freezes() }, thaws => { thaws() }, calls => { calls(ma wait()) },
    compares => { compares() }, prints => { prints() }, sorts => { sorts() }, joins => { joins() },
    guards => { guards() }, islands => { islands() },
    tasks => { tasks() }, block_of => { block_of() }, takes => { takes(Chan.new) }, puts => { puts(Chan.new(buffer => 2)) }, locks => { locks() }, ties => { ties() },
}

fn others { Ma.list.grep {|p| p != me } }
fn send_some(p, name) {
    if name == 'islands' { p <- ['for it', items]; p <- ['for it', build()] }
}
fn by_signal(name, way, turns) {
    let p = Ma.spawn(states{name})
    send_some(p, name)
    receive { when 'ready' { } }
    for ^turns { Ma.yield }
    p <- [7, items]                    // unread: copied, built for it, frozen
    p <- ['data', build()]
    p <- ['frozen', frozen, turns]
    Ma.exit(p, way)
}
fn by_cancel(name, turns) {
    let w = Work.does(states{name})
    receive { when 'ready' { } }
    for ^turns { Ma.yield }
    w.cancel
}
fn by_limit(name) {
    let (p, ref) = Ma.spawn(limited{name}, max_heap => 400_000, monitor => true)*
    let why = nil
    while why == nil {
        if name == 'takes_in' { p <- items }
        receive { when ['DOWN', (ref), _, reason] { why = reason } after name == 'takes_in' ? 0 : 10 { } }
    }
    say name, ' ended by ', why unless why isa MemoryError or why isa StackError or why == 'MemoryError'
}
// What it started ends, too.
fn all_gone {
    for others() -> p { Ma.exit(p, 'kill') }
    while others().len > 0 { sleep 0.001 }
    let go = true
    while go { receive { when _ { } after 0 { go = false } } }
}
fn end_one(name, way, turns) {
    given way {
        when 'cancel' { by_cancel(name, turns) }
        when 'limit'  { by_limit(name) }
        default       { by_signal(name, way, turns) }
    }
    all_gone()
}
// Of all types, without what is this one's own. Slots of the table of maatines are used again late.
fn now {
    GC.collect
    let all = Sys.memory
    let t = all<types>
    t.del('runtime') if kept > 0
    t<all> = t.values.sum - Ma.info(me, 'memory')
    for ['young', 'old', 'large', 'gc', 'stack'] -> own { t.del(own) }
    t
}
fn differ(a, b) { a.keys.grep {|k| (a{k} - b{k}).abs > kept } }

// How the last thousand ended is remembered.
for ^1100 { by_cancel('sleeps', 0) }
all_gone()
fn ways(name) { limited.has(name) ? ['limit'] : name == 'islands' ? ['kill', 'other'] : ['kill', 'other', 'cancel'] }
let names = states.keys + limited.keys
for names -> name { for ways(name) -> way { end_one(name, way, 0) } }

// What is large is freed in pieces, and records when no scheduler can be looking at them any more: f is what does not change any longer.
fn settled(f) {
    let last = Time.mono + 8
    let same = 0
    let was = nil
    while same < 5 and Time.mono < last {
        sleep 0.02
        let is = f()
        same = is == was ? same + 1 : 0
        was = is
    }
    was
}
let before = settled(now)
for names -> name {
    for ways(name) -> way {
        for 1..2 -> turns { end_one(name, way, turns) }
        let last = Time.mono + 8
        let after = now()
        while differ(before, after).len > 0 and Time.mono < last { sleep 0.005; after = now() }
        let more = differ(before, after)
        say name, ' ', way, ': ', more.map({|k| "{k} {after{k} - before{k}}" }).join(', ') if more.len > 0
    }
}
say 'the end'
exit 0
