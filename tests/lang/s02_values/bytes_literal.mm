// b"..." makes Bytes; they print as b"...".
let b = b"ab\x00\xff"
say b.len, ' ', b[0], ' ', b[3]    // expect: 4 97 255
b[0] = 66
say b[0]                           // expect: 66
say Bytes.new(3).len, Bytes.new(3)[1]  // expect: 30
say 'hé'.bytes.len                 // expect: 3
say b"hi"                          // expect: b"hi"
