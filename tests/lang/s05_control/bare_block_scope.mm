// A bare block opens a scope.
let x = 1
{ let x = 2; x = 3 }
say x // expect: 1
