// Many wait at one channel, each value wakes one of them; a channel of channels; nil as a value; bad buffers; waiters that end.
let n = 3000
let gate = Chan.new
let done = Chan.new(buffer => Inf)
let ps = ma for ^n -> i { let v = <-gate; done <- v }
for ^n -> i { gate <- i }
let sum = 0
for ^n { sum += <-done }
say sum == n * (n - 1) / 2                    // expect: true
let names = Chan.new(Chan, buffer => 2)
ma { for ^2 -> i { let answer = Chan.new; names <- answer; answer <- "for {i}" } }
for ^2 { let a = <-names; say <-a }           // expect: for 0
// expect: for 1
try { names <- 5 } catch e { say e.^name }    // expect: TypeError
for [-1, 0.5, NaN] -> b { try { Chan.new(buffer => b) } catch e { print e.^name, ' ' } }
try { Chan.new(buffer => 'x') } catch e { say e.^name }     // expect: ArgumentError ArgumentError ArgumentError TypeError
let ch = Chan.new(buffer => 1)
ch <- nil
say ch.len, ' ', ch.try_recv, ' ', ch.try_recv    // expect: 1 [true, nil] [false, nil]
// those that ended while they waited get nothing
let dead = ma for ^50 { <-ch }
for ^20 { Ma.yield }
for dead -> p { Ma.exit(p, 'kill') }
for dead -> p { p.join }
ch <- 'first'
say ch.len, ' ', <-ch                          // expect: 1 first
let full = Chan.new(buffer => 1)
full <- 'in'
let senders = ma for ^50 -> i { full <- i }
for ^20 { Ma.yield }
for senders -> p { Ma.exit(p, 'kill') }
for senders -> p { p.join }
say <-full, ' ', full.try_recv                 // expect: in [false, nil]
// a closed channel wakes all, and gives out what it holds first
let last = Chan.new(buffer => 3)
for ^3 -> i { last <- i }
last.close
last.close
say [<-last, <-last, <-last, <-last], ' ', last.is_closed   // expect: [0, 1, 2, nil] true
try { last <- 1 } catch e { say e.^name }      // expect: ClosedError
try { last.try_send(1) } catch e { say e.^name }   // expect: ClosedError
// a channel in itself is collected with the rest
let own = Chan.new(buffer => 1)
own <- own
say (<-own) == own                             // expect: true
