// An error of the start is raised by start_child.
use DynamicSupervisor
let s = DynamicSupervisor.start_link({start => {|x| die "cannot {x}" }})
try { DynamicSupervisor.start_child(s, [5]) } catch e { say e.message }     // expect: cannot 5
say DynamicSupervisor.count(s)<active>                                      // expect: 0
DynamicSupervisor.stop(s)
