// Ma.call raises TimeoutError when no reply comes in time; an answer that comes too late is dropped.
let p = ma { receive { when ['call', from, _] { sleep 0.15; reply(from, 'late') } } }
try { Ma.call(p, 'q', timeout => 0.05) } catch TimeoutError { say 'timeout' }  // expect: timeout
p.join
say receive { when x { x } } after 0.05 { 'mailbox empty' }                    // expect: mailbox empty
