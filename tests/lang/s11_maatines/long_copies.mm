// Copies in pieces, a slice for each, at every point where values leave a maatine: sharing, cycles and frozen parts are kept, the
// original stays as it was, and the copy stands alone.
// flags: --long-copy=1
// timeout: 60
let part = [1, 2]
let frozen = [7, [8]].freeze
let items = (1..300).map {|i| [i, part, {k => "text {i}", f => frozen}] }
items.push(items)

// Whether x is such a list; changes it.
fn sound(x) {
    let ok = x.len == 301 && x[299][0] == 300 && x[299][2]<k> == 'text 300' && x[5][2]<f>[1][0] == 8
    x[0][1][0] = 'changed'
    ok && x[299][1][0] == 'changed' && x[300][300][300].len == 301
}

let me = Ma.self
let other = ma { while true { receive {
    when 'stop' { return }
    when ['call', from, x] { reply(from, [sound(x), x]) }
    when ['cast', x] { me <- ['cast', sound(x)] }
    when [to, x] { to <- [sound(x), x] }
} } }

other <- [me, items]
receive { when [ok, x] { say ok, ' ', x.len } }                      // expect: true 301
let answer = other.call(items)
say answer[0], ' ', answer[1].len                                    // expect: true 301
other.cast(items)
receive { when ['cast', ok] { say ok } }                             // expect: true

let chan = Chan.new(buffer => 1)
chan <- items
say sound(<-chan)                                                    // expect: true
say chan.try_send(items), ' ', chan.try_send(items)                  // expect: true false
say sound(<-chan)                                                    // expect: true

fn taker(x, main) { main <- ['spawned', sound(x)] }
ma taker(items, me)
receive { when ['spawned', ok] { say ok } }                          // expect: true
let work = Work.does({|| let mine = items; mine })
say sound(work.result), ' ', sound(work.result)                      // expect: true true

shared let cell = nil
cell = items
let y = cell
say sound(y)                                                         // expect: true
let z = cell
say sound(z)                                                         // expect: true
say sound(items.clone)                                               // expect: true

let ice = items.freeze
say ice.is_frozen, ' ', ice[299][2]<k>, ' ', ice[300][300].len       // expect: true text 300 301
let im :im = items
say im.is_frozen, ' ', im[5][2]<f>[1][0], ' ', items.is_frozen       // expect: true 8 false

say items[0][1][0]                                                   // expect: 1
other <- 'stop'
