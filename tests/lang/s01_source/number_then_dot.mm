// A number is followed by . and a digit, .. or .name (R28).
say 1..5          // expect: 1..5
say 1.5.floor     // expect: 1
say 1.5..3        // expect: 1.5..3
say 3.str.len     // expect: 1
say 0x1F.str      // expect: 31
