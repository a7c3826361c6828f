// Channels: buffer, close, len, try_send, try_recv (R41).
let ch = Chan.new(buffer => 2)
say ch.try_send(1), ' ', ch.try_send(2), ' ', ch.try_send(3), ' ', ch.len    // expect: true true false 2
say ch.try_recv, ' ', <-ch, ' ', ch.try_recv                                 // expect: [true, 1] 2 [false, nil]
ch.close
ch.close
say ch.is_closed, ' ', <-ch, ' ', ch.try_recv                                // expect: true nil [false, nil]
try { ch <- 1 } catch ClosedError { say 'closed' }                           // expect: closed
try { ch.try_send(1) } catch ClosedError { say 'closed too' }                // expect: closed too
