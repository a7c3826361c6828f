// A line that starts with a prefix operator is a statement of its own.
let a = 5
- 3
say a // expect: 5
