// The class's own method resolves a conflict of roles.
role A { meth m { 1 } }
role B { meth m { 2 } }
class C :does A :does B { meth m { 3 } }
say C.new.m   // expect: 3
