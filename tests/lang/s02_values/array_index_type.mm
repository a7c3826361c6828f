// An index of an Array is an integer or a Range, else TypeError.
try { [1]['0'] } catch TypeError { say 'str' }    // expect: str
try { [1][0.5] } catch TypeError { say 'double' } // expect: double
try { [1][nil] } catch TypeError { say 'nil' }    // expect: nil
