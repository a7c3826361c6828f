// substr(at, n), slice(from, to), first(n), last(n).
say 'hello'.substr(1, 3), ' ', 'hello'.substr(3, 10), ' ', '日本語'.substr(1, 1)  // expect: ell lo 本
say 'hello'.slice(1, 3), ' ', 'hello'.slice(1, -1)                               // expect: ell ello
say 'hello'.first(2), ' ', 'hello'.last(3), ' ', 'ab'.first(5), ' ', 'ab'.last(5) // expect: he llo ab ab
say "[{'abc'.first(0)}]"                                                         // expect: []
