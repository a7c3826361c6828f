// Roles bring methods and fields.
role Named { field name :rw = 'none';  meth hello { "I am {name}" } }
role Aged { field age :rw = 1;  meth older { age++; self } }
class P :does Named :does Aged { }
let p = P.new(name => 'Ann', age => 5)
say p.hello, ' ', p.older.age      // expect: I am Ann 6
say p.^does(Named), P.^does(Aged)  // expect: truetrue
