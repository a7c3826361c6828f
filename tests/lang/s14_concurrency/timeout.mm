// concurrent timeout(...): past it all are cancelled and TimeoutError is raised.
our log = []
try { concurrent timeout(0.2) { spawn { try { sleep 5 } finally { log.push('ended') } } } }
catch TimeoutError { say 'timeout ', log }     // expect: timeout ['ended']
say (concurrent timeout(5.seconds) { spawn { 1 } })     // expect: [1]
