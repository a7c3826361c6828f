// An unknown id is an ArgumentError in the caller.
use Supervisor
let s = Supervisor.start_link([])
try { Supervisor.terminate_child(s, 'nope') } catch ArgumentError { say 'terminate' }   // expect: terminate
try { Supervisor.restart_child(s, 'nope') } catch ArgumentError { say 'restart' }       // expect: restart
try { Supervisor.delete_child(s, 'nope') } catch ArgumentError { say 'delete' }         // expect: delete
say s.is_alive                                                                          // expect: true
Supervisor.stop(s)
