// A class is not called.
class P { }
try { P() } catch TypeError { say 'no' } // expect: no
