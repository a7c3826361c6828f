// A maatine may register itself; Ma.info shows the name.
Ma.register('me', Ma.self)
'me' <- 'hello'
say receive { when m { m } }, ' ', Ma.info(Ma.self, 'name')    // expect: hello me
