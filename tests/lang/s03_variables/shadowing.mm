// Shadowing in an inner scope is fine.
let x = 1
{
    let x = 2
    { let x = 3; say x }  // expect: 3
    say x                 // expect: 2
}
say x                     // expect: 1
fn f(x) { if true { let x = 9; say x }; x }
say f(5)
// expect: 9
// expect: 5
