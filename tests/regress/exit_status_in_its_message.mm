// What was refused because of its value, not its type, was said to be what it must be: "a whole Num, not Num".
for [1.5, 10 ** 20, Inf, 'x', nil] -> v { try { exit v } catch TypeError -> e { say e.message } }
// expect: the exit status must be a whole Num, not 1.5
// expect: the exit status must be a whole Num, not 100000000000000000000
// expect: the exit status must be a whole Num, not Inf
// expect: the exit status must be a whole Num, not Str
// expect: the exit status must be a whole Num, not Nil
