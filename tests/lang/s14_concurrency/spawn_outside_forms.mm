// spawn stands in the block itself or in if/for/... inside it, not in a function inside it, nor outside (R36, section 14).
fn f { spawn g() }                       // expect error: 2:8: error:
fn g { 1 }
concurrent {
    let h = { spawn g() }                // expect error: 5:15: error:
    if true { spawn g() }
    for ^2 { spawn g() }
    [1].map {|x| spawn g() }             // expect error: 8:18: error:
}
spawn g()                                // expect error: 10:1: error:
