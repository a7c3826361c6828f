// defer runs when the enclosing function ends, however it ends.
fn a { defer { print 'd ' }; print 'body '; 'v' }
say a()                                              // expect: body d v
fn b { defer { print 'd ' }; return 'r' }
say b()                                              // expect: d r
fn c { defer { print 'd ' }; die 'e' }
try { c() } catch e { say e.message }                // expect: d e
fn d(x) { if x { defer { print 'd ' } }; 'end' }
say d(true), d(false)                                // expect: d endend
