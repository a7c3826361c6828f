// A :gen function is called lazily.
// skip: generators are a later part of the language
fn g(n) :gen { take k for ^n -> k }
for g(3) -> x { print x }
say '' // expect: 012
