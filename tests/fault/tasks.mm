// Random trees of scopes and tasks end as a model says: with which value or first error, with which others in `.suppressed`, and which tasks ran
// their `finally`. Arguments: the first and the last seed, and what the clock is: `real` or `simulated` (--sched-seed: then time passes only when
// all wait, and scopes with a time are drawn, too). Prints what is wrong, with its seed.
//
// A node is a Map: `value` ends by itself, `wait` waits until something ends it, and does then what `on` says, `trigger` waits for a word and
// fails; a `scope` waits until all in it have got that far (`settled`), and does then what its `fate` says to its `victim`. So what comes first is
// certain, whoever runs when.
let (first, last, clock, kept) = ARGV*
let me = Ma.self
let log = Chan.new(buffer => Inf)       // of each task that came to its end by itself or by its `finally`: its number

// ---- drawing ----

let numbers = 0
fn id { numbers++ }
fn chance(n) { Rand.int(n) == 0 }
fn draw_wait(*ons) { {kind => 'wait', id => id(), on => Rand.pick(ons), at => Rand.pick(['sleep', 'receive', 'chan', 'block', 'loop'])} }
fn draw_leaf { chance(3) ? {kind => 'value', id => id()} : draw_wait('plain', 'cleanup', 'handler', 'later', 'value') }
fn draw_kid(depth) { depth > 0 && chance(3) ? draw_scope(depth - 1, false) : draw_leaf() }
fn draw_victim(fate, depth) {
    given fate {
        when 'task' | 'exit'   { {kind => 'trigger', id => id(), by => fate} }
        when 'inner'           { draw_scope(depth - 1, true) }
        when 'kill' | 'signal' { draw_wait('plain', 'value') }
        when 'cancel'          { draw_wait('plain', 'value', 'cleanup') }
        when 'failed cancel'   { draw_wait('handler', 'later') }
    }
}
fn failing_fates(depth) {
    let all = ['task', 'exit', 'kill', 'signal', 'failed cancel', 'body']
    all.push('inner') if depth > 0
    all.push('time') if clock == 'simulated'
    all
}
// `fails`: it must, and nobody inside catches it.
fn draw_scope(depth, fails) {
    let kids = (^Rand.int(5)).map {|i| draw_kid(depth) }
    let caught = !fails && chance(2)
    let fate = fails || caught ? Rand.pick(failing_fates(depth)) : Rand.pick(['calm', 'calm', 'cancel'])
    let victim = draw_victim(fate, depth)
    let at = Rand.int(kids.len + 1)
    kids.splice(at, 0, [victim]) if victim
    {kind => 'scope', id => id(), kids => kids, fate => fate, victim => victim ? at : nil, caught => caught, beside => Rand.int(6),
        time => 4 ** depth}    // longer than those inside, one after the other, take
}

// ---- the model ----
// value: of what ends by itself; error: of what fails; late: what its tasks fail with when they are cancelled; ran: numbers that the log has then.

fn late_of(n) { ['handler', 'later'].has(n<on>) ? ["h{n<id>}"] : [] }
fn beside_of(n) { n<beside> < 3 ? ["b{n<beside>} {n<id>}"] : [] }
fn flat(all, key) { all.map({|m| m{key} }).flat }
fn model(n) {
    given n<kind> {
        when 'value'   { {ends => true, value => n<id>, late => [], ran => [n<id>]} }
        when 'wait'    { {late => late_of(n), ran => [n<id>]} }
        when 'trigger' { {late => [], ran => []} }
        when 'scope'   { model_scope(n) }
    }
}
fn model_scope(n) {
    let kids = n<kids>.map {|k| model(k) }
    let v = n<victim> == nil ? nil : n<kids>[n<victim>]
    let ran = [flat(kids, 'ran')*, beside_of(n)*]
    let late = flat(kids, 'late')
    let error = given n<fate> {
        when 'calm'   { nil }
        when 'task'   { ['Error', "t{v<id>}"] }
        when 'exit'   { ['ExitError', "x{v<id>}"] }
        when 'body'   { ['Error', "s{n<id>}"] }
        when 'time'   { ['TimeoutError', ''] }
        when 'kill'   { ran = ran.grep {|i| i != v<id> }; ['ExitError', 'killed'] }
        when 'signal' { ['ExitError', 'signal'] }
        when 'inner'  { kids[n<victim>]<error> }
        when 'failed cancel' { late = late.grep {|l| l != "h{v<id>}" }; ['Error', "h{v<id>}"] }
        when 'cancel' {
            kids[n<victim>] = {ends => true, value => v<on> == 'value' ? "v{v<id>}" : nil, late => []}
            nil
        }
    }
    if !error { return {ends => kids.all({|k| k<ends> }), value => kids.map({|k| k<value> }), late => late, ran => ran} }
    let whole = [error[0], error[1], [late*, (n<fate> == 'inner' ? error[2] : [])*].sort]
    n<caught> ? {ends => true, value => whole, late => [], ran => ran} : {error => whole, late => [], ran => ran}
}

// ---- what happens ----

// What a block inside fails with is one error, which has the others in its own `.suppressed`.
fn all_suppressed(e) { e.suppressed.map({|s| [s.message, all_suppressed(s)*] }).flat }
fn told(e) { [e.^name, e isa ExitError ? e.reason : e isa TimeoutError ? '' : e.message, all_suppressed(e).sort] }
fn wait_at(at) {
    given at {
        when 'sleep'   { sleep Inf }
        when 'receive' { receive { when 'never' { nil } } }
        when 'chan'    { <-Chan.new }
        when 'block'   { concurrent { spawn { sleep Inf } } }
        when 'loop'    { while true { sleep 0.05 } }
    }
}
fn waits(n, settled) {
    try { settled <- [n<id>, Ma.self]; wait_at(n<at>) }
    catch Cancelled -> e {
        given n<on> {
            when 'handler' { die "h{n<id>}" }
            when 'later'   { sleep 0.001; Ma.yield; die "h{n<id>}" }
            when 'value'   { "v{n<id>}" }
            default        { die e }
        }
    } finally { log <- n<id>; die 'cleanup' if n<on> == 'cleanup' }
}
fn triggers(n, settled, go) {
    settled <- [n<id>, nil]
    <-go
    exit_ma("x{n<id>}") if n<by> == 'exit'
    die "t{n<id>}"
}
fn ends_by_itself(n, settled) { log <- n<id>; settled <- [n<id>, nil]; n<id> }
// What nobody waits for, and no scope ends.
fn lone(name) { Ma.yield; log <- name }
fn beside(n) {
    let name = "b{n<beside>} {n<id>}"
    given n<beside> {
        when 0 { detach lone(name) }
        when 1 { ma lone(name) }
        when 2 { Work.does { lone(name); die 'nobody asks' } }
        when 3 { Work.does({ sleep Inf }).cancel }
    }
}
fn fate_of(n, works, who, start, go) {
    let v = n<victim> == nil ? nil : n<kids>[n<victim>]
    <-go if n<fate> != 'time'
    given n<fate> {
        when 'task' | 'exit' | 'inner' { start <- 1 }
        when 'body'          { die "s{n<id>}" }
        when 'kill'          { Ma.exit(who{v<id>}, 'kill') }
        when 'signal'        { Ma.exit(who{v<id>}, 'signal') }
        when 'failed cancel' { works[n<victim>].cancel }
    }
}
fn in_block(n, works, settled, go, inner, start) {
    let who = {}
    for n<kids> -> k { let (i, p) = (<-inner)*; who{i} = p }
    beside(n)
    works[n<victim>].cancel if n<fate> == 'cancel'
    settled <- [n<id>, nil]
    fate_of(n, works, who, start, go) if !['calm', 'cancel'].has(n<fate>)
}
fn scope(n, settled, go) {
    let inner = Chan.new(buffer => Inf)
    let start = Chan.new(buffer => 1)
    let works = []
    if n<fate> == 'time' {
        concurrent timeout(n<time>) {
            for n<kids> -> k { works.push(spawn run(k, inner, start)) }
            in_block(n, works, settled, go, inner, start)
            sleep Inf
        }
    } else {
        concurrent {
            for n<kids> -> k { works.push(spawn run(k, inner, start)) }
            in_block(n, works, settled, go, inner, start)
        }
    }
}
fn alone(n) {
    let go = Chan.new(buffer => 1)
    go <- 1
    try { scope(n, Chan.new(buffer => Inf), go) } catch e { told(e) }
}
fn caught(n, settled) { let v = alone(n); settled <- [n<id>, nil]; v }
fn run(n, settled, go) {
    given n<kind> {
        when 'value'   { ends_by_itself(n, settled) }
        when 'wait'    { waits(n, settled) }
        when 'trigger' { triggers(n, settled, go) }
        when 'scope'   { n<caught> ? caught(n, settled) : scope(n, settled, go) }
    }
}

// ---- comparing ----

fn tree(seed) {
    Rand.seed(seed)
    numbers = 1
    draw_scope(3, true)
}
fn differs(what, seed, is, want) { say "seed {seed}: {what} {is.dump}, not {want.dump}" if is != want; is != want }
fn check(seed) {
    let n = tree(seed)
    let want = model(n)
    let wrong = differs('ended with', seed, alone(n), want<error>)
    let ran = want<ran>.map {|i| let got = <-log; "{got}" }
    wrong = differs('log', seed, ran.sort, want<ran>.map({|i| "{i}" }).sort) || wrong
    while Ma.list.len > 1 { sleep 0.001 }
    differs('more in the log', seed, log.try_recv, [false, nil]) || wrong
}
let wrong = 0
fn check_all { for first.num..last.num -> seed { wrong++ if check(seed) } }

// Of all types, without what is this one's own.
fn memory {
    GC.collect
    let t = Sys.memory<types>
    t<all> = t.values.sum - Ma.info(me, 'memory')
    for ['young', 'old', 'large', 'gc', 'stack', 'runtime'] -> own { t.del(own) }
    t
}
fn more(before, after) { before.keys.grep({|k| after{k} - before{k} > kept.num }).map {|k| "{k} {after{k} - before{k}}" } }

check_all()
// Until nothing more is kept than before: the memory of how others ended fills up by and by.
if kept {
    let (before, grown) = (nil, ['?'])
    let last_look = Time.mono + 20
    while grown.len > 0 and Time.mono < last_look {
        before = memory()
        check_all()
        sleep 0.05        // records are freed when no scheduler can be looking at them any more
        grown = more(before, memory())
    }
    for grown -> m { wrong++; say "memory: {m}" }
}
say "{wrong} wrong"
