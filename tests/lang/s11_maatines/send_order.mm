// Messages from one maatine to another arrive in the order sent.
let me = Ma.self
ma { for ^100 -> i { me <- i } }
let ok = true
for ^100 -> i { receive { when n { ok = false if n != i } } }
say ok // expect: true
