// nil[0], nil<k> and 5{k} are TypeErrors, nil.foo a MethodError (R54).
let n = nil
let k = 'x'
let five = 5
try { n[0] } catch TypeError { say 1 }      // expect: 1
try { n<k> } catch TypeError { say 2 }      // expect: 2
try { five{k} } catch TypeError { say 3 }   // expect: 3
try { n.foo } catch MethodError { say 4 }   // expect: 4
