// A let in a loop body is new in every turn.
for ^3 -> i { let x; say x if i > 0; x = i }
// expect: nil
// expect: nil
