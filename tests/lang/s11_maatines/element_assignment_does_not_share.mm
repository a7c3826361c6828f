// Element and field assignments and method calls do not make a variable shared (R3).
let m = {a => 1}
let p = ma { m<a> = 2; m<b> = 3 }
p.join
say m      // expect: {a => 1}
