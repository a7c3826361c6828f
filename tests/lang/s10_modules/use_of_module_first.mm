// The use of a module run before its own first statement (R17).
use First
say 'main'
// expect: Loud runs
// expect: First runs
// expect: main
