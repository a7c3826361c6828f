// Of an island with much to trim the last parts were left alone, with a million bytes trimmed among each 512: they kept the whole text.
let parent = Ma.self
let p = Ma.spawn({
    let m = receive { when x { x } }
    receive { when 'dropped' {} }
    GC.collect
    parent <- GC.info['memory'] < 4_000_000
    parent <- m.map({|s| s.len }).sum
})
fn send_parts {
    let text = 'abcdefghij' * 2_000_000
    p <- (^600).map {|i| text[i * 30_000..^i * 30_000 + 4000] }
    nil
}
send_parts()
GC.collect
p <- 'dropped'
say receive { when x { x } }        // expect: true
say receive { when x { x } }        // expect: 2400000
