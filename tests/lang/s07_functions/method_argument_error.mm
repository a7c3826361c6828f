// A wrong count for a method raises ArgumentError.
class P { meth m(a) { a } }
try { P.new.m } catch ArgumentError { say 'none' }          // expect: none
try { P.new.m(1, 2) } catch ArgumentError { say 'two' }     // expect: two
