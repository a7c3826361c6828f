// An error that leaves main ends the program at once with 1: other maatines do not keep it (R37).
ma { sleep 0.2; say 'never said' }
ma { loop { } }
say 'before'             // expect: before
die 'main is over'
// expect error: main is over
// expect status: 1
