// stop_with without a reply: the caller gets ExitError with the reason.
use Server
class S :is Server { meth handle_call(msg, from) { Server.stop_with('bye') } }
let s = S.start
try { s.call('x') } catch ExitError -> e { say e.reason }   // expect: bye
