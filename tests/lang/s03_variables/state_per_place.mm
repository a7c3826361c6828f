// There is one state for each place in the text, however many closures are made there (R33).
fn make { {|| state n = 0; n++; n } }
let a = make()
let b = make()
say a(), a(), b()  // expect: 123
fn other { state n = 0; n++; n }
say other()        // expect: 1
