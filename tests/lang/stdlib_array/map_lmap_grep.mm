// map, lmap (flattened), grep with a Fn or a Regex.
let a = [1, 2, 3]
say a.map {|x| x * x }               // expect: [1, 4, 9]
say a.lmap {|x| [x, x * 10] }        // expect: [1, 10, 2, 20, 3, 30]
say a.grep {|x| x % 2 == 1 }         // expect: [1, 3]
say ['ab', 'cd', 'ae'].grep(/^a/)    // expect: ['ab', 'ae']
say [].map({ _ }), [].grep({ _ })    // expect: [][]
