// An error that leaves main ends the program at once: others do not keep it (R37).
ma { receive { when 'never' { 1 } } }
die 'main is gone'
// expect error: Error: main is gone
// expect status: 1
