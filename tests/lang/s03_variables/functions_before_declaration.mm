// fn and class hold in the whole block they stand in (R16).
say even(10)            // expect: true
fn even(n) { n == 0 ? true : odd(n - 1) }
fn odd(n) { n == 0 ? false : even(n - 1) }
fn outer {
    inner(2)
    fn inner(x) { x * 10 }
    inner(3)
}
say outer()             // expect: 30
