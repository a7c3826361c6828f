// break and return out of a for over an instance unwind its each_item (R94).
class Src {
    meth each_item(f) {
        defer { say 'defer' }
        try { for ^10 -> i { f(i) } } finally { say 'finally' }
    }
}
for Src.new -> x { break if x == 2; say x }
// expect: 0
// expect: 1
// expect: finally
// expect: defer
fn find { for Src.new -> x { return x if x == 1 } }
say find()
// expect: finally
// expect: defer
// expect: 1
