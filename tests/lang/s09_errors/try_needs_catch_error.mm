// try without catch and finally is a compile error.
try { 1 }
say 2
// expect error: error: expected 'catch' or 'finally'
// expect status: 2
