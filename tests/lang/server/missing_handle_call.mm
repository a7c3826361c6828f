// A missing handle_call is a MethodError in the server; the caller gets ExitError.
use Server
class S :is Server { }
let s = S.start
try { s.call('x') } catch ExitError -> e { say e.reason isa MethodError }   // expect: true
// expect error: MethodError
// expect status: 0
