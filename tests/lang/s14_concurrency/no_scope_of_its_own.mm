// concurrent opens no variable scope of its own.
concurrent { let a = spawn { 1 }; let plain = 5 }
say a, plain                               // expect: 15
