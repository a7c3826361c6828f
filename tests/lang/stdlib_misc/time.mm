// Time.mono and Time.now are seconds as doubles (R69).
let a = Time.mono
let b = Time.mono
say b >= a, ' ', Time.now > 1000000000        // expect: true true
