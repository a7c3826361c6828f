// Nested maps and arrays are updated in place.
let m = {}
for [['a', 1], ['b', 2], ['a', 3]] -> p {
    m{p[0]} \\= []
    m{p[0]}.push(p[1])
}
say m             // expect: {a => [1, 3], b => [2]}
m<a>[0] += 10
say m<a>          // expect: [11, 3]
