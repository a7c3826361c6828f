// shared, our, state and tasklocal variables are not concerned (R35).
shared let a = 0
our b = 0
tasklocal let c = 0
concurrent { spawn { a += 1; b += 1; c = 5 } }
say a, b, c      // expect: 110
