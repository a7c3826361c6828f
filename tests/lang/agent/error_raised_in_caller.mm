// An error in a function is raised by the caller; the agent keeps its value.
use Agent
let a = Agent.start({ 5 })
try { a.update {|n| die 'bad' } } catch e { say e.message }     // expect: bad
say a.get                                                       // expect: 5
try { Agent.start({ die 'no value' }) } catch e { say e.message }   // expect: no value
a.stop
