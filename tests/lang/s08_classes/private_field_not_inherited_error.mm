// A subclass does not see a private field of its parent as a plain name (R32).
class A { field secret = 1 }
class B :is A { meth m { secret } }
// expect error: :3:26: error: 'secret' is not declared
// expect status: 2
