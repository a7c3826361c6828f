// A defer block sees the values that variables have when it runs.
fn f { let n = 1; defer { print n, ' ' }; n = 2; 'end' }
say f()     // expect: 2 end
