// A negative index before the start raises IndexError, in reading and in writing.
let a = [1, 2]
try { a[-3] } catch IndexError { say 'read' }        // expect: read
try { a[-3] = 0 } catch IndexError { say 'write' }   // expect: write
try { [][-1] } catch IndexError { say 'empty' }      // expect: empty
say a // expect: [1, 2]
