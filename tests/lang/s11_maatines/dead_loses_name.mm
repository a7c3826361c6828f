// A dead maatine loses its name.
let p = Ma.spawn({|| receive { when 'stop' { 1 } } }, name => 'short')
'short' <- 'stop'
p.join
say Ma.whereis('short')                                // expect: nil
Ma.register('short', Ma.self)
say Ma.whereis('short') == Ma.self                     // expect: true
