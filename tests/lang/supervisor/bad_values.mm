// An id is needed and unique; restart must be one of the three.
use Supervisor
fn child { receive { when 'never' { 1 } } }
try { Supervisor.start([{run => child}]) } catch ArgumentError { say 'no id' }                                      // expect: no id
try { Supervisor.start([{id => 1, run => child}, {id => 1, run => child}]) } catch ArgumentError { say 'twice' }    // expect: twice
try { Supervisor.start([{id => 1, run => child, restart => 'maybe'}]) } catch ArgumentError { say 'restart' }       // expect: restart
exit 0
