// Two heredocs on a line: their bodies follow in order.
say [<<~A, <<~B]
  first
  A
  second
  B
// expect: ["first\n", "second\n"]
