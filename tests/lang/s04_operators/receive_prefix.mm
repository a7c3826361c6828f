// In operand position <- receives from a channel and binds like a prefix operator (R21).
let ch = Chan.new(buffer => 5)
ch <- 1
ch <- 2
ch <- 3
let x = <-ch
say x                  // expect: 1
fn f(a) { a * 10 }
say f(<-ch)            // expect: 20
class Box2 { field ch :ro }
let b = Box2.new(ch => ch)
say <-b.ch             // expect: 3
