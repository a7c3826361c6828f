// The message of a timer that found nobody was counted, but nobody was told; subscribers that had ended kept the places of others; and a
// timer's message did not end a receiver that says so of its mailbox.
let gone = ma { }
gone.join
for ^20 { let p = ma { Ma.dead_letters(Ma.self) }; p.join }
Ma.dead_letters(Ma.self)
gone <- 'sent'
say receive { when ['DEAD_LETTER', (gone), m] { m } after 60 { 'nothing' } }        // expect: sent
Ma.send_after(0.001, gone, ['timed'])
say receive { when ['DEAD_LETTER', (gone), m] { m } after 60 { 'nothing' } }        // expect: ['timed']
let before = Sys.lost<dead_letters>
Ma.send_after(0.001, 'nobody', 1)
for ^2000 { break if Sys.lost<dead_letters> > before; sleep 0.005 }
say Sys.lost<dead_letters> - before, ' ', receive { when x { x } after 0 { 'nothing' } }        // expect: 1 nothing
for @a(block drop_new drop_old raise) -> policy {
    let p = Ma.spawn({ receive { when 'never' { } } }, mailbox => 1, overflow => policy)
    p <- 1
    Ma.send_after(0.001, p, 2)
    for ^2000 { break if Ma.info(p)<drops> > 0; sleep 0.005 }
    say policy, ' ', Ma.info(p)<mailbox>, ' ', Ma.info(p)<drops>
    Ma.exit(p, 'kill')
}
// expect: block 1 1
// expect: drop_new 1 1
// expect: drop_old 1 1
// expect: raise 1 1
let p = Ma.spawn({ receive { when 'never' { } } }, mailbox => 1, overflow => 'exit')
p <- 1
Ma.send_after(0.001, p, 2)
say p.join          // expect: overflow
// The policy may be said before the bound.
let q = ma { Ma.flag('overflow', 'exit'); Ma.flag('mailbox', 1); receive { when 'never' { } } }
sleep 0.02
while q.is_alive { q <- 1; sleep 0.001 }
say q.join          // expect: overflow
