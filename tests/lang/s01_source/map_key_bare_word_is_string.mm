// A bare word before => is always a string, even when a variable has its name (R20).
let a = 'b'
let m = {a => 1}
say m.keys      // expect: ['a']
say {:a => 1}   // expect: {b => 1}
