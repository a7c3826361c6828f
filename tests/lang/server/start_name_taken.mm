// A name that is taken raises ArgumentError.
use Server
class S :is Server { }
let s = S.start(name => 'one')
try { S.start(name => 'one') } catch ArgumentError { say 'taken' }     // expect: taken
s.stop
