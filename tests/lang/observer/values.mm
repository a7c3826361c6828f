// The Observer module gives tables as Arrays of Maps, records as Maps.
use Observer
let p = Ma.spawn({ receive { when 'go' { nil } } }, label => 'idler', name => 'idler')
for ^5 -> i { p <- ['job', i] }
for ^1000 { break if Ma.info(p, 'state') == 'waiting' and Ma.info(p, 'mailbox') == 5; sleep 0.01 }
let row = Observer.ps.first {|r| r<label> == 'idler' }
say row<id> === p, ' ', row<state>, ' ', row<waiting_for>, ' ', row<mailbox>   // expect: true waiting a message 5
say Observer.info(p)<info><mailbox>                                 // expect: 5
say Observer.info('idler')<info><name>                              // expect: idler
say Observer.stack(p).len > 0                                       // expect: true
say Observer.mailbox(p, 2)<messages>.map {|m| m<message> }          // expect: ['[\'job\', 0]', '[\'job\', 1]']
say Observer.mailbox(p)<shapes>[0]<count>                           // expect: 5
say Observer.top('mailbox', n => 1, window => 0.01)[0]<label>       // expect: idler
say Observer.ask('ps | where name == idler | cols label') == [{label => 'idler'}]   // expect: true
say Observer.names.any {|n| n<name> == 'idler' and n<id> === p }    // expect: true
say Observer.eval('6 * 7')                                          // expect: 42
say Observer.info(Ma.self)<info><label>                             // expect: main
say Observer.mem<memory><maatines> >= 2                             // expect: true
say Observer.prometheus.has("\nmaat_maatines ")                     // expect: true
say Observer.program<schedulers> > 0                                // expect: true
try { Observer.info('nobody') } catch ArgumentError -> e { say e.message }  // expect: no maatine has the id, name or label 'nobody'
try { Observer.ask('nosuch') } catch ArgumentError -> e { say e.message }   // expect: no command 'nosuch'; `help` lists them
try { Observer.ask('ps | sort nosuch') } catch e { say e.message.has('no column') }   // expect: true
Observer.suspend(p)
let tries = 0
// Whoever is asked runs for a moment to answer, suspended or not: so it is what is seen at last that counts.
let seen = nil
while (seen = Observer.info(p)<info><state>) != 'suspended' && tries < 500 { sleep 0.01; tries += 1 }
say seen                                   // expect: suspended
Observer.resume(p)
Observer.kill(p, 'enough')
say p.join()                                                        // expect: enough
exit 0
