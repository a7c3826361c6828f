// Names: taken, gone, had already; registered lists them; messages, links and monitors take names; unregister (R48).
fn kind(f) { try { f(); 'none' } catch e { e.^name } }
let p = ma { receive { when 'stop' { } } }
let q = ma { receive { when 'stop' { } } }
say Ma.register('a', p)                                      // expect: nil
say kind({|| Ma.register('a', q) })                          // expect: ArgumentError
say kind({|| Ma.register('b', p) })                          // expect: ArgumentError
Ma.register('b', q)
say Ma.registered.sort                                       // expect: ['a', 'b']
let dead = ma { }
dead.join
say kind({|| Ma.register('c', dead) })                       // expect: ArgumentError
say kind({|| Ma.unregister('zzz') }), ' ', kind({|| Ma.register(5, q) })     // expect: ArgumentError TypeError
Ma.unregister('b')
say Ma.whereis('b'), ' ', Ma.registered, ' ', q.is_alive     // expect: nil ['a'] true
Ma.register('c', q)
let ref = Ma.monitor('a')
'a' <- 'stop'
say receive { when ['DOWN', (ref), (p), why] { why } }       // expect: normal
say kind({|| 'a' <- 1 }), ' ', kind({|| Ma.link('a') }), ' ', kind({|| Ma.monitor('a') })    // expect: ArgumentError ArgumentError ArgumentError
'c' <- 'stop'
q.join
say Ma.registered                                            // expect: []
