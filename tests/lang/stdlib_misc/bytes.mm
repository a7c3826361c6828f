// Bytes: len, index, slice, str, writing.
let b = Bytes.new(4)
b[0] = 104; b[1] = 105; b[3] = 255
say b.len, ' ', b[0], ' ', b[3], ' ', b[2]     // expect: 4 104 255 0
say b.slice(0, 1).str                          // expect: hi
say 'hé'.bytes.str                             // expect: hé
say b"\x41\x42".slice(1, 1).len                // expect: 1
