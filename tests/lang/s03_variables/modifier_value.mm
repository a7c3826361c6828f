// A modifier statement has the value nil if it did not run (R43).
fn f(x) { 'yes' if x }
say f(true), ' ', f(false)        // expect: yes nil
fn g(x) { if x { 1 } }
say g(true), ' ', g(false)        // expect: 1 nil
