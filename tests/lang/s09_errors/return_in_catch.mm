// return in a catch leaves the function, finally runs.
fn f { try { die 'x' } catch e { return 'from catch' } finally { print 'f ' }; 'no' }
say f()     // expect: f from catch
