// Strings of a million characters.
let s = 'ab' * 500000
say s.len, ' ', s[999999], ' ', s.substr(500000, 4), ' ', s.rev.first(4)   // expect: 1000000 b abab baba
let t = 'é' * 300000
say t.len, ' ', t.bytes.len, ' ', t[299999]                                // expect: 300000 600000 é
