// xs.lazy: map, grep and skip compute nothing before an element is asked for; take(n) asks for n of them.
let done = 0
let twice = (1..Inf).lazy.map({|x| done++; x * 2 }).grep({|x| x % 3 == 0 })
say done                                                   // expect: 0
say twice.take(3), done                                    // expect: [6, 12, 18]9
say twice.first, ' ', twice.first {|x| x > 20 }            // expect: 6 24
for twice -> x { print x, ' ';  break if x > 20 }
say ''                                                     // expect: 6 12 18 24 
say [3, 1, 2].lazy.map(:_ + 1).array, ['ab', 'c'].lazy.grep(/b/).array, set(1, 2).lazy.map({|x| x * 10 }).array
// expect: [4, 2, 3]['ab'][10, 20]
say [3, 1, 2].lazy.skip(1).take(5), [1, 2].lazy.sum, (1..4).lazy.reduce(0, {|a, x| a + x })   // expect: [1, 2]310
say (1..Inf).lazy.any({|x| x > 5 }), (1..Inf).lazy.has(7), (1..Inf).lazy.all({|x| x < 5 })   // expect: truetruefalse
say (^10).lazy.grep(:_ % 2 == 1).map(:_ * _).skip(1).take(2)   // expect: [9, 25]
say [1, 2].lazy.take(0), [].lazy.first.dump, [1, 2].lazy.join('-'), [1, 2].lazy.count        // expect: []nil1-22
say try { [1].lazy.map({|x| die 'in' }).take(1) } catch e { e.message }                       // expect: in
