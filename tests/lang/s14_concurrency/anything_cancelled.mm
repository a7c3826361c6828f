// Tasks that do anything are cancelled, killed, timed out at any moment: all end, what they hold is free again.
// seeds: 3
// flags: --no-crash-reports
// timeout: 60
our begun = 0
our ended = 0
our table = {}
our list = []
let chans = [Chan.new, Chan.new, Chan.new(buffer => 2), Chan.new(buffer => Inf)]
let server = ma { loop { receive { when ['call', from, n] { reply(from, n) if n % 3 > 0 } when 'stop' { break } } } }
let box = Ma.spawn({|| loop { receive { when 'stop' { break } when x { Ma.yield } } } }, mailbox => 3, overflow => 'block')
fn any_chan { chans[Rand.int(chans.len)] }
fn act(depth) {
    given Rand.int(18) {
        when 0 { sleep Rand.int(3) / 1000 }
        when 1 { receive { when 'never' { } after Rand.int(3) / 1000 { } } }
        when 2 { select { when any_chan() <- 1 { } when v = <-any_chan() { } after Rand.int(4) / 1000 { } } }
        when 3 { any_chan().try_send([1]) }
        when 4 { any_chan().try_recv }
        when 5 { try { server.call(Rand.int(9), timeout => Rand.int(3) / 1000) } catch TimeoutError { } }
        when 6 { table{Rand.int(5)} = [1, 2]; table{Rand.int(5)} \\= 3 }
        when 7 { list = [list.len, Rand.int(9)].map {|x| x + list.len } }
        when 8 { list.push(1); table<n> = list.len + (table<n> \\ 0) }
        when 9 { concurrent { spawn act(depth + 1); spawn act(depth + 1) } if depth < 3 }
        when 10 { blocking { Rand.int(3) } }
        when 11 { try { within Rand.int(3) / 1000 { act(depth + 1) } } catch TimeoutError { } }
        when 12 { Work.does({|| act(depth + 1) }).cancel }
        when 13 { box <- [1, 2, 3] }
        when 14 { try { (ma { sleep Rand.int(3) / 1000 }).join(timeout => Rand.int(3) / 1000) } catch TimeoutError { } }
        when 15 { try { concurrent timeout(Rand.int(3) / 1000) { spawn act(depth + 1); act(depth + 1) } } catch TimeoutError { } }
        when 16 { select { when any_chan() <- [depth] { } when any_chan() <- 'x' { } when v = <-any_chan() { } when w = <-any_chan() { } after Rand.int(4) / 1000 { } } }
        when 17 { try { die 'x' } catch Error { act(depth + 1) if depth < 3 } finally { sleep 0.0001 } }
    }
}
fn task(kills) {
    begun += 1 if !kills
    try { for ^Rand.int(12) { act(0) } }
    finally { ended += 1 if !kills }
}
fn soft { try { task(false) } catch DeadlockError { } }
for ^30 -> round {
    let ws = (1..6).map {|_| Work.does({|| soft() }) }
    let ps = ma for ^4 { task(true) }
    for ^Rand.int(6) { Ma.yield }
    for [ws, ps].flat.shuf -> t {
        sleep Rand.int(2) / 1000 if Rand.int(3) == 0
        if t isa Work { t.cancel if Rand.int(2) == 0 } else { Ma.exit(t, ['kill', 'stop', 'normal'][Rand.int(3)]) }
    }
    for ws -> w { try { w.result } catch Cancelled { } }
    for ps -> p { p.join(timeout => 20) }
}
server <- 'stop'
box <- 'stop'
server.join(timeout => 20)
box.join(timeout => 20)
say begun == ended || [begun, ended]           // expect: true
table = {}
list = [1]
say list.len, table.len                        // expect: 10
