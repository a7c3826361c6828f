// Exit signals (R12): what trappers and others see of normal, kill, killed, other reasons; to oneself; to one that is gone.
let me = Ma.self
fn fresh(trap) { let p = Ma.spawn({|| Ma.trap_exits(trap); me <- 'ready'; receive { when ['EXIT', from, why] { me <- ['trapped', from == me, why]; exit_ma('after ' + why.str) } } }); receive { when 'ready' { } }; p }
let p = fresh(false)
Ma.exit(p, 'normal'); Ma.exit(p)
sleep 0.02
say p.is_alive                                            // expect: true
Ma.exit(p, 'reason')
say p.join                                                // expect: reason
let q = fresh(true)
Ma.exit(q, 'normal')
say receive { when ['trapped', *r] { r } }, ' ', q.join   // expect: [true, 'normal'] after normal
let r = fresh(true)
Ma.exit(r, 'kill')
say r.join                                                // expect: killed
Ma.exit(r, 'again')
let s = fresh(true)
Ma.exit(s, ['any', {value => 1}])
say receive { when ['trapped', _, why] { why } }, ' ', s.join    // expect: ['any', {value => 1}] after ['any', {value => 1}]
let t = ma { exit_ma({code => 5}) }
say t.join                                                // expect: {code => 5}
let u = ma { try { exit_ma('x') } finally { me <- 'finally' } }
say u.join, ' ', receive { when x { x } }                 // expect: x finally
let v = ma { Ma.exit(Ma.self, 'own'); sleep 5 }
say v.join                                                // expect: own
let w = ma { Ma.trap_exits(true); Ma.exit(Ma.self, 'own'); receive { when ['EXIT', m, why] { exit_ma(['got', m == Ma.self, why]) } } }
say w.join                                                // expect: ['got', true, 'own']
let x = ma { try { me <- 'begun'; receive { when 'never' { } } } catch e { me <- 'caught' } finally { me <- 'unwound' } }
receive { when 'begun' { } }
Ma.exit(x, 'stop')
say x.join, ' ', receive { when m { m } }                 // expect: stop unwound
let y = ma { try { exit_ma('out') } catch e { me <- 'caught' } }
say y.join                                                // expect: out
