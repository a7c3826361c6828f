// if c -> v tests the truth of the value (D).
if 0 -> v { say 'zero' } else { say 'false' }    // expect: false
if [] -> v { say 'empty is true' }               // expect: empty is true
