// set, sprintf, and reply as functions.
say set(1, 2), ' ', sprintf('%03d', 7)     // expect: set(1, 2) 007
let fs = [set, sprintf]
say fs[0](1).len                           // expect: 1
