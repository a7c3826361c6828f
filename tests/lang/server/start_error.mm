// An error in init is raised by start.
use Server
class Bad :is Server { meth init { die 'no start' } }
try { Bad.start } catch e { say e.message }                            // expect: no start
class F :is Server { field x :rw }
try { F.start(y => 1) } catch ArgumentError { say 'unknown field' }    // expect: unknown field
