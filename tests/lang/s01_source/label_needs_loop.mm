// A name and : at the start of a statement is a label when a loop follows (R28).
A: for [1, 2] -> x {
    B: while true {
        next A if x == 1
        break A
    }
}
say 'end' // expect: end
