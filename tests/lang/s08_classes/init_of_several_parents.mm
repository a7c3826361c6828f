// super.init() runs the next one in C3 order.
our log = []
class A { meth init { log.push('A') } }
class B :is A { meth init { super.init(); log.push('B') } }
class C :is A { meth init { super.init(); log.push('C') } }
class D :is B :is C { meth init { super.init(); log.push('D') } }
D.new
say log       // expect: ['A', 'C', 'B', 'D']
