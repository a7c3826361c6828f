// x!.name is nil when x is nil, and the arguments are not evaluated.
fn f { print 'evaluated'; 1 }
let n = nil
let s = 'abc'
say n!.len, ' ', s!.len, ' ', n!.substr(f(), 1)    // expect: nil 3 nil
say n!.len!.str                                    // expect: nil
