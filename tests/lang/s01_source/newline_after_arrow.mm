// A newline does not end a statement after ->
for [1, 2] ->
    x { say x }
// expect: 1
// expect: 2
