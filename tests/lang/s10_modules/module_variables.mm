// Top-level variables of a module: boxed ones are shared, others copied to each maatine (R3).
use Counts
Counts::bump(); Counts::grow(); Counts::add()
let me = Ma.self
ma { me <- [Counts::bump(), Counts::grow(), Counts::add()] }
receive { when [boxed, plain, shared_count] { say boxed, ' ', shared_count } }   // expect: 2 2
say Counts::bump(), ' ', Counts::grow(), ' ', Counts::add()   // expect: 3 3 3
