// receive: default takes any message; after in either place; the value; nested; in a function; guards that look outside; pinned values.
let me = Ma.self
me <- 'x'
say receive { when 'y' { 1 } default { 'default' } }        // expect: default
say receive { when 'y' { 1 } after 0 { 'inside' } }         // expect: inside
say receive { when 'y' { 1 } } after 0 { 'outside' }        // expect: outside
let want = 5
me <- 4; me <- 5
say receive { when (want) { 'five' } }                      // expect: five
say receive { when n if n < want { "less: {n}" } }          // expect: less: 4
me <- ['outer', 1]; me <- ['inner', 2]
say receive { when ['outer', a] { receive { when ['inner', b] { a + b } } } }      // expect: 3
fn next_message { receive { when m { return ['got', m] } } }
me <- 'via function'
say next_message()                                          // expect: ['got', 'via function']
for ^3 -> i { me <- i }
let sum = 0
loop { receive { when 2 { break } when n { sum += n; next if n == 0; sum += 10 } } }
say sum                                                     // expect: 11
me <- [1, [2, {k => [3]}]]
say receive { when [a, [b, {k => [c]}]] { a + b + c } }     // expect: 6
say receive { } after 0 { 'no arms' }                       // expect: no arms
me <- 1
try { receive { when n { die "n is {n}" } } } catch e { say e.message }     // expect: n is 1
say receive { when m { m } after 0 { 'taken' } }            // expect: taken
