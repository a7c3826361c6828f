// An error in the middle of a statement leaves the old value, and frees the variable.
shared let x = 1
shared let xs = [1, 2, 3]
class C { field n :rw = 0; meth bump(k) { n = 50; die 'bad' if k > 1; n += k; n } }
shared let c = C.new
fn bad { die 'bad' }
try { x = x + bad() } catch e { say e.message, ' ', x }       // expect: bad 1
try { x += bad() } catch e { say e.message, ' ', x }          // expect: bad 1
try { xs = xs.map {|v| die 'in map' if v == 2; v } } catch e { say e.message, ' ', xs }    // expect: in map [1, 2, 3]
try { xs.each {|v| die 'in each' } } catch e { say e.message, ' ', xs }    // expect: in each [1, 2, 3]
try { c.bump(2) } catch e { say e.message, ' ', c.n }         // expect: bad 0
say c.bump(1), ' ', c.n                                       // expect: 51 51
let p = ma { x = x + 1; try { xs[9]<k> = 1 } catch e { x += 1 } }
p.join
say x                                                         // expect: 3
xs.push(4)
say xs                                                        // expect: [1, 2, 3, 4]
