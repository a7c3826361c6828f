// for over a Set visits in the order of insertion.
for set(3, 1, 2) -> x { print x }
say ''  // expect: 312
