// A class may be declared inside a function and see its variables.
fn make(k) {
    class Local { meth get { k } }
    Local.new
}
say make(5).get     // expect: 5
