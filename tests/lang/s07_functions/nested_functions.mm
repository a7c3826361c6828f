// A fn inside a fn sees its variables.
fn outer(x) {
    fn inner(y) { x + y }
    inner(1) + inner(2)
}
say outer(10)   // expect: 23
