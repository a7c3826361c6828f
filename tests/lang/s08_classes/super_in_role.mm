// super in a role's method goes on behind the class that took it.
class Base { meth hi { 'base' } }
role Polite { meth hi { super.hi() + ' please' } }
class C :is Base :does Polite { }
say C.new.hi     // expect: base please
