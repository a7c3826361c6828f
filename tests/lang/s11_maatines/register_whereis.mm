// register, whereis, registered, unregister.
let p = ma { receive { when 'stop' { 1 } } }
Ma.register('worker', p)
say Ma.whereis('worker') == p, ' ', Ma.whereis('none')   // expect: true nil
say 'worker' in Ma.registered                            // expect: true
Ma.unregister('worker')
say Ma.whereis('worker')                                 // expect: nil
p <- 'stop'
