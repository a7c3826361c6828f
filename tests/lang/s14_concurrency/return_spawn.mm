// A Work returned from inside is returned as its result (R18).
// skip: concurrent is not supported yet
fn f { concurrent { return spawn { 6 * 7 } } }
say f()                                    // expect: 42
