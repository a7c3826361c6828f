// call(args*), name, arity, compose(g).
fn area(w, h) { w * h }
let f = {|a, b| a + b}
say f.call(1, 2), ' ', area.name, ' ', f.name              // expect: 3 area anonymous
say area.arity, ' ', {|| 1}.arity, ' ', {|x| x}.arity      // expect: 2 0 1
say {|x| x + 1}.compose({|x| x * 2 })(5)                   // expect: 11
