// Another key in a spec is an ArgumentError.
use Supervisor
fn child { 1 }
try { Supervisor.start([{id => 'c', run => child, colour => 'red'}]) } catch ArgumentError { say 'key' }   // expect: key
try { Supervisor.start([{id => 'c'}]) } catch ArgumentError { say 'neither' }                              // expect: neither
try { Supervisor.start([{id => 'c', run => child, start => child}]) } catch ArgumentError { say 'both' }   // expect: both
