// flags: --idle-shrink 0.2 --schedulers=1
// timeout: 60
// What a maatine that waits has freed goes back to the OS at once, not when the allocator gets to it ten seconds later.
use File
fn rss { File.read('/proc/self/status').lines.first {|l| l.starts('VmRSS:') }.words[1].num.div(1024) }
fn record(i) { {id => i, name => "record {i}", tags => (^8).map {|k| [i, k] }} }
fn build(n) { (^n).map {|i| record(i) } }
let me = Ma.self
fn hold(n) {
    let all = build(n)
    me <- 'built'
    receive { when 'drop' { all.len } }
}
fn others(a, b, c, d, e, f, g, h, i, j, k, l) { [a, b, c, d, e, f, g, h, i, j, k, l].sum }
let p = ma {
    hold(60_000)
    others(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)   // what the call has left behind
    receive { when 'end' { me <- 'ended' } }
}
receive { when 'built' { } }
let full = rss()
p <- 'drop'
let ours = Sys.memory<allocator> > 0                // else it is a sanitizer's allocator, which keeps what is freed
let t0 = Time.mono
while ours and Time.mono - t0 < 9 and rss() > full - 20 { sleep 0.1 }
say(ours ? full - rss() >= 20 : true)
p <- 'end'
say receive { when x { x } }
// expect: true
// expect: ended
