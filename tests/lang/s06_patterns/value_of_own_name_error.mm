// Inside of `|` and in a key there is no name to compare with yet.
given 1 {
    when [a, 1 | (a)] { 1 }       // expect error: 3:19: 'a' is bound by this pattern
    when {k => b, :b => 2} { 2 }  // expect error: 4:20: 'b' is bound by this pattern
}
// expect status: 2
