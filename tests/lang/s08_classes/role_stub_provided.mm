// A stub is provided by the class, by another role, or by an inherited method (R32).
role Shape { meth area { ... };  meth describe { "area {self.area}" } }
role Unit { meth area { 1 } }
class A :does Shape { meth area { 4 } }
class B :does Shape :does Unit { }
class Base { meth area { 9 } }
class C :is Base :does Shape { }
say A.new.describe, ', ', B.new.describe, ', ', C.new.describe  // expect: area 4, area 1, area 9
