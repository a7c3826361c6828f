// In short names one letter is much: no help that does not help.
let ab = 1
let abc = 1
let abcde = 1
say ac                              // expect error: 5:5: error: 'ac' is not declared
say axx                             // expect error: 6:5: error: 'axx' is not declared
say abxde                           // expect error: help: did you mean 'abcde'?
