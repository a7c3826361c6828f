// If such a method raises, the old value stays (R2).
class Box3 { field n :rw = 1;  meth bad { n = 99; die 'no' } }
shared let b = Box3.new
try { b.bad } catch e { say e.message }     // expect: no
say b.n                                     // expect: 1
