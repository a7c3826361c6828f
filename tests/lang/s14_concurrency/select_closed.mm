// A closed and drained channel is ready with nil (R22).
let a = Chan.new
a.close
select { when nil = <-a { say 'closed' } when v = <-a { say v } }        // expect: closed
