// A low priority does not starve, however much of high and normal priority computes.
// flags: --schedulers 1
let me = Ma.self
let forever = {|| let n = 0; loop { n++ } }
for ^10 { Ma.spawn(forever, priority => 'high') }
for ^10 { Ma.spawn(forever) }
Ma.spawn({|| let n = 0; for ^20_000 { n++ }; me <- ['low', n] }, priority => 'low')
Ma.spawn({|| let n = 0; for ^20_000 { n++ }; me <- ['normal', n] })
say receive { when ['low', n] { n } }         // expect: 20000
say receive { when ['normal', n] { n } }      // expect: 20000
exit 0
