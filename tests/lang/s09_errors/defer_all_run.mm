// All defer blocks run, also when one raises (R19).
fn f {
    defer { print 'last ' }
    defer { die 'in defer' }
    defer { print 'first ' }
    print 'body '
}
try { f() } catch e { say e.message }   // expect: body first last in defer
