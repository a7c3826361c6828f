// Comment lines do not break a method chain.
let s = 'abc'
    // first upper case
    .uc
    /* then backwards */
    .rev
say s // expect: CBA
