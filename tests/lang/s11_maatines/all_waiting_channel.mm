// Waiting at a channel, for a Work or a scope counts as well (R37): a deadlock by channels is reported with each place and what is waited for.
let ch = Chan.new
let full = Chan.new(buffer => 1)
full <- 0
fn sends { full <- 1 }
fn selects { select { when v = <-ch { v }; when full <- 2 { 0 } } }
fn turns { for ch -> v { v } }
let p = ma { <-ch }
ma sends()
ma selects()
ma turns()
let w = Work.does({|| p.join })
concurrent { spawn { abide w } }
// expect error: all maatines are waiting
// expect error: main tests/lang/s11_maatines/all_waiting_channel.mm:13 main, waits for a task
// expect error: tests/lang/s11_maatines/all_waiting_channel.mm:8 anonymous, waits for a channel
// expect error: tests/lang/s11_maatines/all_waiting_channel.mm:5 sends, waits for a channel
// expect error: tests/lang/s11_maatines/all_waiting_channel.mm:6 selects, waits for a channel
// expect error: tests/lang/s11_maatines/all_waiting_channel.mm:7 turns, waits for a channel
// expect error: tests/lang/s11_maatines/all_waiting_channel.mm:12 anonymous, waits for the end of a maatine
// expect error: tests/lang/s11_maatines/all_waiting_channel.mm:13 anonymous, waits for a task
// expect status: 3
