// One generated stress run: draws a topology, payloads and mailbox policies from a seed, lets messages hop about, and counts.
//
//     maat run [FLAGS] tests/stress/net.mm SEED [MESSAGES]
//
// In the end every message that was sent was received, or is in one of Sys.lost: dropped by a full mailbox, sent to a maatine
// that had crashed, or left in the mailbox of one that crashed. Prints one line with the counts, or, when they do not meet in
// time, the state of every maatine; then the status is 1.
use Supervisor

const limit = ENV['STRESS_LIMIT'] === nil ? 60 : ENV['STRESS_LIMIT'].num     // seconds without any progress
const idle = 0.01                                                    // a worker without messages for so long reports

fn rnd(x) { x * 16807 % 2147483647 }

const table = (1..50).map({|i| {n => i, text => "entry {i}"} }).freeze

// What a message carries; the receiver makes it again and compares.
fn payload(kind, key) {
    given kind {
        when 0 { key }
        when 1 { 'x' * (key % 300) }
        when 2 { (0..(key % 40)).map {|i| i * key } }
        when 3 { {key => key, list => [key, [key, "{key}"]], nothing => nil} }
        when 4 { 'long' * 2000 }
        when 5 { let v = [key]; for (1..(key % 25)) -> i { v = [i, v] }; v }
        when 6 { table }
        default { key / 3 }
    }
}

// Where worker i may send to, as a number of a worker.
fn next_of(shape, n, i, r) {
    given shape {
        when 'ring' { (i + 1) % n }
        when 'tree' {
            let child = 2 * i + 1 + r % 2
            child < n && r % 3 > 0 ? child : (i - 1).max(0).div(2)
        }
        when 'pipeline' { let stage = i.div(4) + 1; let to = stage * 4 + r % 4; to < n ? to : nil }
        default { r % n }
    }
}

class Counts {
    field sent :rw = 0
    field got :rw = 0
    field bad :rw = 0
    meth report(home, i) {
        return nil if sent == 0 and got == 0
        home <- ['counts', i, sent, got, bad]
        sent = 0
        got = 0
        bad = 0
    }
}

// A message to worker `to`: by its name, or by a Ma that may be of an earlier life. Whether it was sent.
fn send_on(plan, peers, to, message, r) {
    try {
        if plan['named'] && (peers === nil || r % 2 == 0) { "w{to}" <- message }
        elsif peers === nil { return false }
        else { peers[to] <- message }
        true
    }
    catch OverflowError { false }
    catch ArgumentError { false }       // nobody has the name at this moment
}

fn worker(i, plan, home, seed) {
    let r = rnd(seed * 7919 + i + 1)
    let peers = nil
    let counts = Counts.new
    let pass = { |hops|
        r = rnd(r)
        let to = next_of(plan['shape'], plan['n'], i, r)
        if to !== nil {
            r = rnd(r)
            let kind = r % plan['kinds']
            counts.sent = counts.sent + 1 if send_on(plan, peers, to, ['m', hops, kind, r, payload(kind, r)], rnd(r))
        }
    }
    loop {
        receive {
            when ['go', all, count] {
                counts.got = counts.got + 1
                peers = all
                for (1..count) { pass(plan['hops']) }
            }
            when ['m', hops, kind, key, load] {
                counts.got = counts.got + 1
                counts.bad = counts.bad + 1 if load != payload(kind, key)
                pass(hops - 1) if hops > 0
                r = rnd(r)
                if plan['crash'] > 0 && r % plan['crash'] == 0 {
                    counts.report(home, i)
                    die 'crash'
                }
            }
            after idle { counts.report(home, i) }
        }
    }
}

fn start(i, plan, home, seed) {
    let args = [i, plan, home, seed]
    let link = plan['named']
    let name = link ? "w{i}" : nil
    return Ma.spawn(worker, args => args, link => link, name => name, label => "worker {i}") if plan['bound'] == 0
    Ma.spawn(worker, args => args, link => link, name => name, label => "worker {i}", mailbox => plan['bound'], overflow => plan['policy'])
}

fn describe(p) {
    try { Ma.info(p).dump }
    catch e { "{p}: {e.message}" }
}

fn main_loop {
    let seed = ARGV[0].num
    let messages = ARGV.len > 1 ? ARGV[1].num : 3000
    let r = seed * 1_000_003 % 2_147_483_646 + 1
    let draw = {|k| r = rnd(r); r.div(1024) % k }
    for (1..10) { draw(2) }
    let shape = ['mesh', 'ring', 'tree', 'pipeline', 'supervised'][draw(5)]
    let n = 4 + draw(60)
    let policies = shape == 'pipeline' ? ['block', 'block', 'drop_new', 'raise'] : ['drop_new', 'drop_old', 'raise']
    let bound = draw(2) == 0 ? 1 + draw(50) : 0
    let policy = policies[draw(policies.len)]
    let plan = {
        shape => shape, n => n, named => shape == 'supervised', crash => shape == 'supervised' ? 5 + draw(200) : 0,
        bound => bound, policy => policy, hops => 1 + draw(30), kinds => 1 + draw(8),
    }.freeze
    let me = Ma.self
    let before = Sys.lost
    let workers = []
    if shape == 'supervised' {
        let s = Supervisor.start_link((0 .. n - 1).map({|i| {id => i, start => start, args => [i, plan, me, seed]} }), max_restarts => 1_000_000, within => 1)
        workers = (0 .. n - 1).map {|i| Ma.whereis("w{i}") }
    }
    else { workers = (0 .. n - 1).map {|i| start(i, plan, me, seed) } }
    let sent = 0
    let got = 0
    let bad = 0
    let each = (messages / (n * plan['hops'])).floor + 1
    for workers -> w {
        try { w <- ['go', workers, each]; sent += 1 } catch OverflowError {}
    }
    let last = Time.mono
    let calm = 0
    let lost = nil
    loop {
        receive {
            when ['counts', _i, s, g, b] { sent += s; got += g; bad += b; last = Time.mono; calm = 0 }
            after 3 * idle {
                let now = Sys.lost
                lost = ['dropped', 'dead_letters', 'unread'].map {|k| now[k] - before[k] }
                calm = sent == got + lost.sum ? calm + 1 : 0
                break if calm == 3 || Time.mono - last > limit
            }
        }
    }
    let what = "{shape} of {n}, {bound > 0 ? "mailboxes of {bound} {policy}" : 'no bounds'}"
    say "{what}: sent {sent} received {got} dropped {lost[0]} dead letters {lost[1]} unread {lost[2]}"
    if calm < 3 || bad > 0 {
        say "FAILED: {sent - got - lost.sum} messages are missing, {bad} are damaged; everybody's state:"
        for Ma.list -> p { say describe(p) }
        exit 1
    }
    exit 0
}

main_loop()
