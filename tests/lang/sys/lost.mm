// Sys.lost: what was sent and never read, by kind.
let before = Sys.lost
let gone = ma { receive { when 'go' {} } }
gone <- 'go'
for (1..4) { gone <- 'left' }           // unread: it ends with its first message, or dead letters if it was quicker
let ref = Ma.monitor(gone)
receive { when ['DOWN', _r, _p, _why] {} }
gone <- 'late'
let now = Sys.lost
say now['dead_letters'] + now['unread'] - before['dead_letters'] - before['unread']      // expect: 5
say now['dead_letters'] > before['dead_letters']                                         // expect: true
let full = Ma.spawn({ receive { when 'never' {} } }, args => [], mailbox => 3, overflow => 'drop_new')
for (1..10) -> i { full <- i }
say Sys.lost['dropped'] - before['dropped']        // expect: 7
Ma.exit(full, 'kill')
let start = Time.mono
fn unread { let l = Sys.lost; l['unread'] + l['dead_letters'] - before['unread'] - before['dead_letters'] }
while (unread() < 8 || Sys.lost['dropped'] - before['dropped'] < 7) && Time.mono < start + 15 { sleep 0.01 }
say Sys.lost['dropped'] - before['dropped']        // expect: 7
say unread()                                       // expect: 8
exit 0
