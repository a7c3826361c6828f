// A byte takes the lowest eight bits of the integer that is written.
let b = Bytes.new(3)
b[0] = 300
b[1] = -1
b.fill(b[0] + 256) if b[0] == 0
say b[0], ' ', b[1], ' ', b[2]                      // expect: 44 255 0
try { b[0] = 1.5 } catch TypeError -> e { say e.message }            // expect: a byte must be an integer, not Num
