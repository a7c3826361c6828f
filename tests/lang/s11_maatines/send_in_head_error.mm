let n = 5
if n <-1 { say 'x' }      // expect error: 2:6: error: 
// expect error: help:
