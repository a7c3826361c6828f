// temp rebinds a package variable for a scope.
our depth = 1
fn show { depth }
{ temp depth = 2; say show() } // expect: 2
say show()                     // expect: 1
