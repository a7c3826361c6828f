// + concatenates two strings, * repeats.
say 'ab' + 'cd'     // expect: abcd
say 'ab' * 3        // expect: ababab
say "[{'ab' * 0}]"  // expect: []
say '-' * 5 + '>'   // expect: ----->
