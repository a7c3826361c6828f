// An error that leaves main ends the program with status 1 and a crash report.
say 'before'
die 'boom'
say 'never'
// expect: before
// expect error: Error: boom
// expect status: 1
