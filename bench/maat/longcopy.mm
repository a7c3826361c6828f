// How long others wait while large values cross between maatines: at each kind of point one value of MB megabytes (many small maps) is
// copied, and a maatine with a tick of a millisecond notes how late it is woken at most.
//   longcopy MB [POINT]    send call reply channel task spawn cell path clone; or none, the figures without a copy
// With --schedulers=1 all have one thread to share, so what the tick waits beyond its time is the longest slice of anybody.
use Bu (timed, report)

fn build(mb) { (1..(mb * 4200)).map {|i| {id => i, name => "item-{i}", pos => [i, 2 * i], tags => ['a', 'b']} } }

fn ticker(main) {
    let longest = 0
    let at = Time.mono
    while true {
        receive {
            when 'start' { longest = 0; at = Time.mono; main <- 'started' }
            when 'stop' { main <- ['longest', longest.max(Time.mono - at - 0.001)]; return }   // it may not have run at all
            after 0.001 { nil }
        }
        let now = Time.mono
        longest = longest.max(now - at - 0.001)
        at = now
    }
}

let mb = ARGV[0].num
let point = ARGV[1] \\ 'none'
let me = Ma.self
let items = build(mb)
let n = items.len
shared let cell = nil
let sink = ma { while true { receive {
    when 'stop' { return }
    when ['call', from, x] { reply(from, x.len) }
    when x { me <- x.len }
} } }
let source = ma {
    let mine = build(point == 'reply' ? mb : 0)
    while true { receive { when 'stop' { return } when ['call', from, _] { reply(from, mine) } } }
}
source.call('ready', timeout => 600) if point == 'reply'
let chan = Chan.new(buffer => 1)

fn taker(x, main) { main <- x.len }

fn cross {
    given point {
        when 'send' { sink <- items; receive { when Num -> k { k } } }
        when 'call' { sink.call(items, timeout => 600) }
        when 'reply' { source.call('more', timeout => 600).len }
        when 'channel' { chan.send(items); chan.recv().len }
        when 'task' { let x = items; Work.does({|| x }).result.len }
        when 'spawn' { ma taker(items, me); receive { when Num -> k { k } } }
        when 'cell' { cell = items; let y = cell; y.len }
        when 'path' { cell = {a => nil}; cell<a> = items; let y = cell<a>; y.len }
        when 'clone' { items.clone.len }
        default { sleep 0.5; n }
    }
}

let tick = ma ticker(me)
GC.collect
tick <- 'start'
receive { when 'started' { nil } }
let (secs, got) = timed({ cross() })*
tick <- 'stop'
let late = receive { when ['longest', x] { x } }
report('longcopy', secs, 1, got == n, {point => point, mb => mb, late_ms => sprintf('%.3f', late * 1000)})
sink <- 'stop'
source <- 'stop'
