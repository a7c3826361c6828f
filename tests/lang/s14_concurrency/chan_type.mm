// The type of a channel is tested with isa before the wait; nil too (R41).
let nums = Chan.new(Num, buffer => 1)
nums <- 1
try { nums <- 'x' } catch e { say e.^name }            // expect: TypeError
try { nums.try_send('x') } catch e { say e.^name }     // expect: TypeError
say nums.try_send(2)                                   // expect: false
try { nums <- nil } catch e { say e.^name }            // expect: TypeError
class A { }
class B :is A { }
role R { }
class C :does R { }
let as = Chan.new(A, buffer => 5)
as <- B.new
try { as <- 5 } catch e { say e.^name }                // expect: TypeError
let rs = Chan.new(R, buffer => 5)
rs <- C.new
try { rs <- B.new } catch e { say e.^name }            // expect: TypeError
say as.len, ' ', rs.len                                // expect: 1 1
try { select { when nums <- 'text' { say 'sent' } default { say 'full' } } } catch e { say e.^name }   // expect: TypeError
let any = Chan.new
ma { try { any <- 'waits' } catch e { } }
say <-any                                              // expect: waits
