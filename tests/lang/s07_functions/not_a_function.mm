// Calling what is no function raises TypeError.
let five = 5
try { five(1) } catch TypeError { say 'num' }    // expect: num
let n = nil
try { n() } catch TypeError { say 'nil' }        // expect: nil
