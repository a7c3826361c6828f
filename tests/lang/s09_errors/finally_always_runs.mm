// finally runs when the body ends, raises, or is left by return, break or next.
fn a { try { 'value' } finally { print 'f ' } }
say a()                                                        // expect: f value
fn b { try { return 'returned' } finally { print 'f ' } }
say b()                                                        // expect: f returned
for [1, 2] { try { break } finally { print 'f ' } }
say 'break'                                                    // expect: f break
for [1, 2] { try { next } finally { print 'f ' } }
say 'next'                                                     // expect: f f next
try { try { die 'x' } finally { print 'f ' } } catch e { say e.message }  // expect: f x
