// (expr) may mention what the pattern has bound before it.
fn f(x) {
    given x {
        when [a, (a)]                         { "twice {a}" }
        when [a, (a + 1), (a + 2)] if a > 3   { "row from {a}" }
        when [Str -> s, ("<{s}>")]            { "tagged {s}" }
        when {low => lo, high => hi, at => (lo + 1)} { "inside {lo} {hi}" }
        when {low => lo, at => at}            { "outside {lo} {at}" }
        default                               { 'other' }
    }
}
say f([1, 1])                                  // expect: twice 1
say f([[1, 2], [1, 2]])                        // expect: twice [1, 2]
say f([4, 5, 6])                               // expect: row from 4
say f([1, 2, 3])                               // expect: other
say f(['b', '<b>'])                            // expect: tagged b
say f({low => 2, high => 4, at => 3})          // expect: inside 2 4
say f({low => 2, high => 4, at => 5})          // expect: outside 2 5
let a = 9
say given [1, 9] { when [(a), _] { 'outer first' } when [_, (a)] { 'outer' } }   // expect: outer
let me = Ma.self
me <- ['pair', 1, 2]
me <- ['pair', 3, 3]
say receive { when ['pair', x, (x)] { "equal {x}" } }     // expect: equal 3
say receive { when ['pair', x, y] { "left {x} {y}" } }    // expect: left 1 2
let ch = Chan.new(buffer => 2)
ch <- [5, 6]
say select { when [x, (x)] = <-ch { 'no' } when [x, (x + 1)] = <-ch { "next {x}" } when _ = <-ch { 'none' } }   // expect: next 5
