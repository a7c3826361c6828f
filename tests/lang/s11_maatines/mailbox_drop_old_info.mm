// A mailbox that drops the oldest never shows more than its bound, and all drops are counted at once.
let s = Ma.spawn({|| receive { when 'never' { } } }, mailbox => 3, overflow => 'drop_old')
for 1..6 -> i { s <- i }
let i = Ma.info(s)
say i<mailbox>, ' ', i<drops>                 // expect: 3 3
s <- 7
say Ma.info(s, 'mailbox'), ' ', Ma.info(s, 'drops')      // expect: 3 4
exit 0
