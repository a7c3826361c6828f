// An unknown method of a Num is a MethodError.
try { 5.lenght } catch MethodError -> e { say 'lenght' in e.message }  // expect: true
