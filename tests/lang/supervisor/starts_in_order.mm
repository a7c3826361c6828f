// start_link starts the children in order and returns the supervisor's Ma.
use Supervisor
let me = Ma.self
fn child(id) { me <- id; receive { when 'never' { 1 } } }
let s = Supervisor.start_link([
    {id => 'a', run => child, args => ['a']},
    {id => 'b', run => child, args => ['b']},
])
say s isa Ma                                                   // expect: true
say Supervisor.children(s).map {|c| c<id> }                    // expect: ['a', 'b']
let got = [receive { when m { m } }, receive { when m { m } }]
say got.sort                                                   // expect: ['a', 'b']
Supervisor.stop(s)
