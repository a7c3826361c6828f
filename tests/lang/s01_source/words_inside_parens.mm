// and, or and not may stand inside ( ), [ ] and arguments (R28).
say (1 and 2)            // expect: 2
say [nil or 3, not 4]    // expect: [3, false]
fn f(x) { x }
say f(0 or 7)            // expect: 7
