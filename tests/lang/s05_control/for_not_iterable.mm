// for over what cannot be iterated raises TypeError.
try { for 5 { say _ } } catch TypeError { say 'num' }    // expect: num
try { for nil { say _ } } catch TypeError { say 'nil' }  // expect: nil
