// Methods are called through self (R32): a plain name is no method.
class A {
    meth helper { 1 }
    meth run { helper() }
}
// expect error: :4:16: error: 'helper' is not declared
// expect status: 2
