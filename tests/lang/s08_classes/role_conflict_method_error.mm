// A method that two roles bring is a compile error unless the class defines it.
role A { meth m { 1 } }
role B { meth m { 2 } }
class C :does A :does B { meth m { 3 } }
class D :does A :does B { }
// expect error: :5:7: error: method 'm' is brought by roles A and B: define it in D
// expect status: 2
