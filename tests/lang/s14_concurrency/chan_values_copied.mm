// Values through channels are copied as messages are: buffered, handed over, through select and try_send.
let xs = [1]
let ch = Chan.new(buffer => 4)
ch <- xs
xs.push(2)
ch.try_send(xs)
xs.push(3)
select { when ch <- xs { } }
xs.push(4)
say <-ch, ' ', <-ch, ' ', <-ch        // expect: [1] [1, 2] [1, 2, 3]
let rv = Chan.new
let p = ma { let v = <-rv; v.push('there'); sleep 0.01 }
let mine = ['here']
rv <- mine
p.join
say mine                              // expect: ['here']
// to oneself too, with sharing and cycles kept
let a = []
a.push(a)
ch <- [a, a]
let got = <-ch
say got[0] === got[1], ' ', got[0][0] === got[0], ' ', got[0] === a    // expect: true true false
let wr = WeakRef.new(xs)
try { ch <- wr } catch e { say e.^name }     // expect: TypeError
say ch.len                                   // expect: 0
