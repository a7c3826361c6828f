// A shared variable that holds itself: a closure over it, a list in it, a cell in a cell.
shared let x = nil
x = {|| x }
say (x() isa Fn), ' ', (x()() isa Fn)        // expect: true true
let p = ma { x() isa Fn }
say p.join                                   // expect: normal
shared let xs = []
xs.push(xs)
say xs                                       // expect: [[]]
shared let cyc = []
let own = []
own.push(own)
cyc = own
say cyc[0][0][0] isa Array                   // expect: true
cyc.push(1)
say cyc.len, ' ', own.len                    // expect: 2 1
let q = ma { cyc.push(2); cyc[0].len }
q.join
say cyc.len                                  // expect: 3
shared let a = {|| 1}
shared let b = {|| a }
a = {|| b }
say (b()()) isa Fn                           // expect: true
