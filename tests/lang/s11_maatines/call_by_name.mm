// Ma.call takes a registered name.
let p = Ma.spawn({|| receive { when ['call', from, m] { reply(from, m.uc) } } }, name => 'upper')
say Ma.call('upper', 'abc')        // expect: ABC
