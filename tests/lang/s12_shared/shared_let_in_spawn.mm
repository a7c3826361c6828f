// spawn asks for the word shared.
shared let n = 0
concurrent { for ^10 { spawn { for ^100 { n = n + 1 } } } }
say n                            // expect: 1000
