// select waits until one is ready.
let a = Chan.new
let b = Chan.new
ma { sleep 0.03; b <- 'late' }
select { when v = <-a { say 'a ', v } when v = <-b { say 'b ', v } }     // expect: b late
