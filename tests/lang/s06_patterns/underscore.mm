// _ matches anything and binds nothing.
given [1, 2] { when [_, _] { say 'two' } }   // expect: two
given 7 { when _ { say 'any' } }             // expect: any
