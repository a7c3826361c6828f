// Statements that need several variables take them in one order: no deadlock.
shared let a = 0
shared let b = 0
concurrent { spawn { for ^100 { a = a + b + 1 - b } }
             spawn { for ^100 { b = b + a + 1 - a } } }
say a, ' ', b                    // expect: 100 100
