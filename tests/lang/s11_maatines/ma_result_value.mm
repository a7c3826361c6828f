// The value of ma is a Ma, whatever its function gives.
let p = ma { 42 }
say p.^name           // expect: Ma
p.join
