// Long texts, frozen Bytes and frozen values are shared: what sends them is not charged for their length.
let me = Ma.self
fn copied { Ma.info(me, 'bytes_copied') }
fn used { Ma.yield; Ma.info(me, 'reductions') }   // whole slices, of 4000 at most; a million bytes are 15,625
fn cost(f) {
    let bytes = copied()
    let turns = used()
    f()
    let dt = used() - turns
    [copied() - bytes, dt]
}
fn cheap(name, f) {
    let (bytes, turns) = cost(f)*
    say name, ' ', (bytes < 2000 and turns < 15_000) ? 'shared' : [bytes, turns]
}
let sink = ma { loop { receive { when ['call', from, [x, _]] { reply(from, x) } when _x { nil } } } }
let text = 'x' * 1_000_000
let data = Bytes.new(1_000_000)
let still = data.clone.freeze
let ch = Chan.new(buffer => 10)
our table = {}

cheap('text', { sink <- text })
cheap('in an Array', { sink <- [1, text] })
cheap('in a Map', { sink <- {k => [text, text]} })
cheap('urgent', { Ma.send(sink, [text], urgent => true) })
cheap('frozen Bytes', { sink <- [1, still] })
cheap('later', { Ma.send_after(0, sink, [text]) })
cheap('to a channel', { ch <- [text] })
cheap('from a channel', { <-ch })
cheap('a call', { Ma.call(sink, [[text], 1]) })
fn length(x) { x.len }
cheap('an argument', { (ma length([text])).join })
cheap('a result', { Work.does { [text] }.result })
cheap('a Work made', { Work.done([text]) })
cheap('a table', { table{'k'} = [text]; table{'k'} })
cheap('all of it', { table = {a => [text]}; table })
cheap('a clone', { [text].clone })

let (bytes, turns) = cost({ sink <- [1, data] })*
say 'Bytes that can change ', (bytes >= 1_000_000 and bytes < 1_001_000), ' ', turns > 15_000 ? 'charged' : turns
let long = Bytes.new(5_000_000)
let (bytes2, turns2) = cost({ sink <- [1, long] })*
say 'many of them ', (bytes2 >= 5_000_000 and bytes2 < 5_001_000), ' ', (turns2 > 75_000 and turns2 < 200_000) ? 'charged' : turns2
let list = (^100).map {|i| "{text}{i}" }
let (bytes3, turns3) = cost({ sink <- list })*
say 'a list ', (bytes3 < 50_000), ' ', turns3 < 15_000 ? 'shared' : turns3
Ma.exit(sink, 'kill')
// expect: text shared
// expect: in an Array shared
// expect: in a Map shared
// expect: urgent shared
// expect: frozen Bytes shared
// expect: later shared
// expect: to a channel shared
// expect: from a channel shared
// expect: a call shared
// expect: an argument shared
// expect: a result shared
// expect: a Work made shared
// expect: a table shared
// expect: all of it shared
// expect: a clone shared
// expect: Bytes that can change true charged
// expect: many of them true charged
// expect: a list true shared
