// A Str on the left of <- is a registered name; an unknown one raises ArgumentError.
let me = Ma.self
let p = ma { receive { when ['line', x] { me <- "printed {x}" } } }
Ma.register('printer', p)
'printer' <- ['line', 'x']
receive { when s { say s } }                                    // expect: printed x
try { 'nobody' <- 1 } catch ArgumentError { say 'unknown' }     // expect: unknown
