// The page's example of shared variables.
let x = 20
let ps = ma for ^10 { x = x + 1 }                   // `ma` shares by itself
for ps -> p { p.join }
say x                                               // expect: 30

shared let n = 0                                    // `spawn` asks for the word
concurrent { for ^10 { spawn { for ^1000 { n = n + 1 } } } }
say n                                               // expect: 10000

our cache = {}
let ws = ma for ^5 -> i { cache{i} = [i];  cache{i}.push(i * 2) }
for ws -> p { p.join }
say cache.len, ' ', cache{3}                        // expect: 5 [3, 6]
