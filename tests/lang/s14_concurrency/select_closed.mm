// A closed and drained channel is ready with nil (R22).
// skip: select is not supported yet
let a = Chan.new
a.close
select { when nil = <-a { say 'closed' } when v = <-a { say v } }        // expect: closed
