// Chan.new(T): sending another type raises TypeError.
let nums = Chan.new(Num, buffer => 2)
nums <- 1
try { nums <- 'a' } catch TypeError { say 'type' }     // expect: type
say <-nums                                            // expect: 1
