// select takes from whichever channel is ready.
let a = Chan.new(buffer => 1)
let b = Chan.new(buffer => 1)
b <- 5
select { when x = <-a { say 'a ', x } when y = <-b { say 'b ', y } }     // expect: b 5
