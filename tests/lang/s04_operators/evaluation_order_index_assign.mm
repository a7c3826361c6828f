// In a{i} = v the order is a, i, v (R58).
let m = {}
fn a { print 'a'; m }
fn i { print 'i'; 'k' }
fn v { print 'v'; 5 }
a(){i()} = v()
say m     // expect: aiv{k => 5}
