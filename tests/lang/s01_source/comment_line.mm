// A comment runs to the end of the line.
say 1 // say 2
// expect: 1
//say 3
say 4 //
// expect: 4
