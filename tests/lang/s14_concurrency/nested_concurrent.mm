// Blocks nest; tasks may have blocks of their own.
fn sum(n) { if n == 0 { return 1 }; concurrent { let a = spawn sum(n - 1); let b = spawn sum(n - 1) }; a + b }
say sum(5)                                 // expect: 32
