// Output is written out at the end of the program, on errors too (R42).
print 'no newline'
die 'x'
// expect: no newline
// expect error: Error: x
// expect status: 1
