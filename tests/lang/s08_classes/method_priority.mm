// A class's own method wins over a role's, a role's over an inherited one (R32).
role R { meth m { 'role' };  meth n { 'role' } }
class P { meth m { 'parent' };  meth n { 'parent' };  meth o { 'parent' } }
class C :is P :does R { meth m { 'own' } }
let c = C.new
say c.m, ' ', c.n, ' ', c.o    // expect: own role parent
