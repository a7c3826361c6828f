// for xs -> x names the element.
for ['a', 'b'] -> x { print x }
say ''  // expect: ab
