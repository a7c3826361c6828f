// A field that two roles bring is a compile error unless the class defines it.
role A { field f = 1 }
role B { field f = 2 }
class D :does A :does B { }
// expect error: :4:7: error: field 'f' is brought by roles A and B
// expect status: 2
