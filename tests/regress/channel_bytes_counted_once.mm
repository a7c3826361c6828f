// What a channel takes counts as copied once, like a message.
let c = Chan.new(buffer => 5)
let big = (^1000).map {|i| i * 2 }
fn copied { Ma.info(Ma.self, 'bytes_copied') }
let a = copied()
c <- big
let by_channel = copied() - a
let p = ma { receive { when _x { nil } } }
let b = copied()
p <- big
say by_channel == copied() - b, ' ', by_channel > 8000     // expect: true true
say (<-c).len, ' ', big.len                                 // expect: 1000 1000
