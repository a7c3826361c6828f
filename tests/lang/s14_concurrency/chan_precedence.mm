// `<-` binds like a prefix operator in operand position; a send's value is nil and it is not associative (R21).
class Holder { field ch :rw = nil }
let h = Holder.new(ch => Chan.new(buffer => 5))
h.ch <- 4
h.ch <- 5
say <-h.ch + 10             // expect: 14
fn id(x) { x }
say id(<-h.ch)              // expect: 5
let ch = Chan.new(buffer => 9)
let v = do { ch <- 1 }
say v                       // expect: nil
ch <- 2 + 3
ch <- true ? 'yes' : 'no'
ch <- false || 'or'
say <-ch, ' ', <-ch, ' ', <-ch, ' ', <-ch    // expect: 1 5 yes or
try { 5 <- 1 } catch e { say e.^name }       // expect: TypeError
try { nil <- 1 } catch e { say e.^name }     // expect: TypeError
try { <-5 } catch e { say e.^name }          // expect: TypeError
let x = 3
say x < -1                   // expect: false
