// Inheritance may be multiple, in C3 order.
class A { meth who { 'A' } }
class B :is A { meth who { 'B' + super.who() } }
class C :is A { meth who { 'C' + super.who() } }
class D :is B :is C { meth who { 'D' + super.who() } }
say D.new.who                       // expect: DBCA
say D.^mro                          // expect: [D, B, C, A]
class E :is(C, B) { }
say E.new.who                       // expect: CBA
