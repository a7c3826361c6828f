// s[0] = 'x' is a TypeError (R54).
let s = 'abc'
try { s[0] = 'x' } catch TypeError { say 'no' } // expect: no
say s // expect: abc
