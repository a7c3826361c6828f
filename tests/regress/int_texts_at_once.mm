// Many maatines ask for the same texts of small integers for the first time: those who lose a place make their own.
let me = Ma.self
for ^16 { ma { let m = {}; for ^9000 -> i { m{"{i}"} = i }; me <- [m.len, m{'8999'}] } }
let all = (^16).map {|k| receive { when [n, last] { n + last } } }
say all.uniq    // expect: [17999]
