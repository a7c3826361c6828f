// A let of a class is evaluated at first use in each maatine (R32).
class A { let v = do { print 'made '; 5 };  meth get { v } }
print 'start '
let a = A.new
print a.get, a.get
say ''      // expect: start made 55
