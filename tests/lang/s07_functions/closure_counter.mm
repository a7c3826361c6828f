// Closures capture variables, each call makes new ones.
fn counter {
    let n = 0
    {|| n++; n }
}
let a = counter()
let b = counter()
say a(), a(), b()    // expect: 121
