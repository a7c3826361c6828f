// Two packages may have variables of one name.
package A { our x = 1 }
package B { our x = 2 }
our x = 3
say A::x, B::x, x, main::x   // expect: 1233
