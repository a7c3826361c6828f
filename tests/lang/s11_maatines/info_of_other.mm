// Ma.info of another maatine; with a key its value alone.
let p = Ma.spawn({|| receive { when 'stop' { 1 } } }, name => 'seen', label => 'a label')
p <- 1; p <- 2
for ^1000 { break if Ma.info(p, 'mailbox') == 2; sleep 0.01 }
say Ma.info(p, 'mailbox'), ' ', Ma.info(p, 'name'), ' ', Ma.info(p, 'label')   // expect: 2 seen a label
say Ma.info(p, 'memory') > 0                                                  // expect: true
p <- 'stop'
