// A Work returned from inside is returned as its result (R18).
fn f { concurrent { return spawn { 6 * 7 } } }
say f()                                    // expect: 42
