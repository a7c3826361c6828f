// An error in a guard leaves the given.
try { given 5 { when n if n.nope { 1 } } } catch MethodError { say 'guard' }    // expect: guard
