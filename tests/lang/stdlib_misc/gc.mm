// GC.collect, GC.mode, GC.info and GC.tune act on the caller.
let xs = (^1000).map({ [_] })
GC.collect
say xs.len, ' ', xs[999]         // expect: 1000 [999]
GC.mode('inc')
GC.mode('gen')
GC.tune(pause => 200, step_mul => 100)
say GC.info isa Map              // expect: true
