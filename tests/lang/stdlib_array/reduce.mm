// reduce(init) {} and reduce {}.
say [1, 2, 3].reduce(10) {|a, x| a + x }        // expect: 16
say [1, 2, 3, 4].reduce {|a, x| a * x }         // expect: 24
say [].reduce(5) {|a, x| a + x }                // expect: 5
say ['a', 'b'].reduce('') {|a, x| x + a }       // expect: ba
