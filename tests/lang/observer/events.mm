// A threshold that is passed is told once, to the log and to those that asked.
use Observer
say Observer.subscribe                       // expect: true
Observer.set('warn-mailbox', 10)
let p = Ma.spawn({ receive { when 'go' { nil } } }, label => 'slow')
for ^20 -> i { p <- i }
receive { when ['SYSTEM', what, (p), n] { say what, ' ', n >= 10 } } after 20 { say 'nothing' }   // expect: long mailbox true
say Observer.events.any {|e| e<id> === p and e<event> == 'long mailbox' }   // expect: true
say receive { when ['SYSTEM', *_] { 'again' } } after 1.5 { 'once' }         // expect: once
say Observer.log.any {|l| l.has('long mailbox') and l.has('slow') }          // expect: true
exit 0
