// A server started by start_link also ends when its parent ends with 'normal'.
use Server
class S :is Server { }
let me = Ma.self
let parent = ma { me <- S.start_link; receive { when 'end' { 1 } } }
let s = receive { when Ma -> m { m } }
let ref = Ma.monitor(s)
parent <- 'end'
receive { when ['DOWN', (ref), *_] { say 'ended' } } after 2 { say 'lives' }     // expect: ended
