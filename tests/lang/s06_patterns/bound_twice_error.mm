// A name cannot be bound twice in one pattern.
given [1, 1] { when [a, a] { say a } }
// expect error: error: 'a' is bound twice
// expect status: 2
