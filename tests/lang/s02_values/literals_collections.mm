// Array, quoted words, Map, Range, Set, Fn, Regex and instances.
say [1, 2, 3]                     // expect: [1, 2, 3]
say @a(one two three)             // expect: ['one', 'two', 'three']
say @a()                          // expect: []
say @a[a b]                       // expect: ['a', 'b']
let key = 'dyn'
say {name => 'x', "a b" => 1, :key => 2} // expect: {name => 'x', 'a b' => 1, dyn => 2}
say {}                            // expect: {}
say 1..5, ' ', 1..^5, ' ', ^5     // expect: 1..5 1..^5 0..^5
say set(1, 2, 3)                  // expect: set(1, 2, 3)
say Set.new(1, 2, 2)              // expect: set(1, 2)
say /[a-z]+/i                     // expect: /[a-z]+/i
say @r{a/b}                       // expect: /a/b/
class Point { field x :rw; field y :rw }
say Point.new(x => 1, y => 2)     // expect: Point(x => 1, y => 2)
