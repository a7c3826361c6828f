// Channels travel through channels: closed while they are buffered, while somebody waits for them, and through themselves.
let cc = Chan.new(buffer => 3)
for ^3 -> i { let c = Chan.new(buffer => 1); c <- i; cc <- c }
cc.close
let out = []
for cc -> c { out.push(select { when v = <-c { v } default { 'none' } }); c.close; out.push(<-c) }
say out      // expect: [0, nil, 1, nil, 2, nil]
say <-cc, ' ', cc.is_closed, ' ', cc.len   // expect: nil true 0
let inner = Chan.new
let outer = Chan.new
let w = Work.does { select { when v = <-inner { ['inner', v] } when c = <-outer { ['outer', c] } } }
let w2 = Work.does { outer <- inner; 'sent' }
let r = w.result
say r[0], ' ', r[1] isa Chan, ' ', w2.result   // expect: outer true sent
let w3 = Work.does { let c = <-outer; select { when v = <-c { v } after 9 { 'late' } } }
outer <- inner
inner.close
say w3.result   // expect: nil
// a channel sent through itself
let self_ch = Chan.new(buffer => 2)
self_ch <- self_ch
self_ch <- 5
let me2 = <-self_ch
say me2 === self_ch, ' ', <-me2   // expect: true 5
