// A maatine may end with unread messages.
let p = ma { receive { when 'stop' { 1 } } }
for ^100 -> i { p <- i }
p <- 'stop'
say p.join     // expect: normal
