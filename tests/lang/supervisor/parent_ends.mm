// When its parent ends, for whatever reason, the supervisor stops its children and ends.
use Supervisor
let me = Ma.self
fn child { me <- ['child', Ma.self]; receive { when 'never' { 1 } } }
let parent = ma {
    let s = Supervisor.start_link([{id => 'c', run => child}])
    me <- ['sup', s]
    receive { when 'end' { 1 } }
}
let c = receive { when ['child', p] { p } }
let s = receive { when ['sup', p] { p } }
let r1 = Ma.monitor(c)
let r2 = Ma.monitor(s)
parent <- 'end'
receive { when ['DOWN', (r1), *_] { say 'child' } } after 2 { say 'child lives' }     // expect: child
receive { when ['DOWN', (r2), *_] { say 'sup' } } after 2 { say 'sup lives' }         // expect: sup
