// The rule holds also when main has ended and others wait.
ma { receive { when 'never' { 1 } } }
say 'main ends'                  // expect: main ends
// expect error: all maatines are waiting
// expect status: 3
