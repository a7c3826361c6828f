// Ma.spawn: every option, alone and together; unknown ones and wrong values (section 11).
let me = Ma.self
let p = Ma.spawn({|a, b| me <- [a, b] }, args => [1, [2]])
say receive { when x { x } }                                            // expect: [1, [2]]
let (m, ref) = Ma.spawn({|| exit_ma('bye') }, monitor => true)*
say receive { when ['DOWN', (ref), (m), why] { why } }                  // expect: bye
let q = Ma.spawn({|| receive { when 'stop' { } } }, name => 'worker', label => 'pool worker', priority => 'low', max_heap => 1_000_000, mailbox => 5, overflow => 'raise')
say Ma.whereis('worker') == q, ' ', Ma.info(q, 'label'), ' ', Ma.info(q, 'priority'), ' ', Ma.info(q, 'name')      // expect: true pool worker low worker
'worker' <- 'stop'
q.join
say Ma.whereis('worker')                                                // expect: nil
Ma.trap_exits(true)
let r = Ma.spawn({|| die 'oops' }, link => true, label => 'r')
say receive { when ['EXIT', (r), why] { why.message } }                 // expect: oops
let (s, ref2) = Ma.spawn({|| 1 }, link => true, monitor => true)*
let got = set()
for ^2 { receive { when ['EXIT', (s), 'normal'] { got.push('EXIT') } when ['DOWN', (ref2), (s), 'normal'] { got.push('DOWN') } } }
say got.len                                                             // expect: 2
fn kind(f) { try { f(); 'none' } catch e { e.^name } }
say kind({|| Ma.spawn(5) }), ' ', kind({|| Ma.spawn({|| 1 }, args => 5) }), ' ', kind({|| Ma.spawn({|| 1 }, nonsense => 1) })    // expect: TypeError TypeError ArgumentError
say kind({|| Ma.spawn({|| 1 }, priority => 'huge') }), ' ', kind({|| Ma.spawn({|| 1 }, overflow => 'x') })    // expect: ArgumentError ArgumentError
say kind({|| Ma.spawn({|| 1 }, mailbox => -1) }), ' ', kind({|| Ma.spawn({|| 1 }, mailbox => 'x') }), ' ', kind({|| Ma.spawn({|| 1 }, max_heap => 'x') })    // expect: ArgumentError ArgumentError ArgumentError
say kind({|| Ma.spawn({|a| 1 }) }), ' ', kind({|| Ma.spawn({|| 1 }, name => 5) })
// expect: none TypeError
// expect error: ArgumentError
// expect status: 0
