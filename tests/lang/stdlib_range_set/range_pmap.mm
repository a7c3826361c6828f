// pmap of a Range.
say (^20).pmap({|x| x + 1 }).sum     // expect: 210
