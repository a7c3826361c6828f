// defer does not change a value (R19).
fn f { defer { 99 }; 5 }
say f()        // expect: 5
let n = 1
fn g { defer { n = 2 }; n }
say g(), n     // expect: 12
