// Both sides of | must bind the same names.
given [1] { when [a] | [a, b] { say a } }
// expect error: error:
// expect status: 2
