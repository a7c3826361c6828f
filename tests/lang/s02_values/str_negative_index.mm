// A negative index before the start raises IndexError.
try { 'abc'[-4] } catch IndexError { say 'before' } // expect: before
