// An exit signal acts at once, however long the mailbox.
let me = Ma.self
let p = ma { me <- 'ready'; receive { when 'never' { 1 } } }
receive { when 'ready' { } }
for ^5000 -> i { p <- i }
Ma.exit(p, 'now')
say p.join          // expect: now
