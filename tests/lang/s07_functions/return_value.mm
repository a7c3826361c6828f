// return, or the last value.
fn a { return 5; 6 }
fn b { 7 }
fn c { return }
fn d { }
say a(), b(), c(), d()         // expect: 57nilnil
fn e(x) { if x { return 'yes' }; 'no' }
say e(true), e(false)          // expect: yesno
