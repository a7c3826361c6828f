// super.init() and super.str() always exist (R32).
class A { field x :rw = 1;  meth init { super.init(); x = 5 };  meth str { "<{super.str()}>" } }
say A.new        // expect: <A(x => 5)>
