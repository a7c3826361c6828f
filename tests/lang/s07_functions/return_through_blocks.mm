// Blocks that are not functions let return pass (R7).
fn a { for [1, 2] -> x { return x } }
fn b { loop { while true { return 'b' } } }
fn c { given 1 { when 1 { return 'c' } }; 'no' }
fn d { try { return 'd' } finally { print 'f' } }
fn e { do { return 'e' } ; 'no' }
fn g { receive { when 'x' { 1 } } after 0 { return 'g' } }
fn h { once { return 'h' } }
fn i { { return 'i' } }
say a(), b(), c(), d(), e(), g(), h(), i()   // expect: f1bcdeghi
