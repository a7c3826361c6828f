// An error in a handler ends the server with it; callers get ExitError, whose reason is the Error (R47).
use Server
class S :is Server { meth handle_call(msg, from) { die 'cannot' } }
let s = S.start
try { s.call('x') } catch ExitError -> e { say e.reason isa Error, ' ', e.reason.message, ' ', e.ma == s }
// expect: true cannot true
say s.is_alive     // expect: false
// expect error: cannot
// expect status: 0
