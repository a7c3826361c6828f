// The initial value of a state variable is evaluated once.
fn init { print 'init '; 5 }
fn f { state v = init(); v++ }
say f()  // expect: init 5
say f()  // expect: 6
say f()  // expect: 7
