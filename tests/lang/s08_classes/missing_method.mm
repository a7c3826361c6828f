// A missing method raises MethodError naming the class, the method and close names.
class Point { field x :rw;  meth distance { 1 } }
try { Point.new.distence } catch MethodError -> e {
    say 'Point' in e.message, 'distence' in e.message, 'distance' in e.message
}
// expect: truetruetrue
try { 5.nope } catch MethodError -> e { say 'Num' in e.message, 'nope' in e.message } // expect: truetrue
