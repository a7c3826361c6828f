// Methods are called through self (R32): a plain name is no method.
class A {
    meth inner { 1 }
    meth run { inner() }
}
// expect error: :4:16: error: 'inner' is not declared
// expect status: 2
