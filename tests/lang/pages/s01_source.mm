#!/usr/bin/env maat
// The page's section on source text: comments, where a statement ends, names, operators and their ASCII twins.
/* one comment /* is not nested */
say 'a'; say 'b'                                  // expect: a
// expect: b
fn f(a,
     b) { a + b }
say f(1,
      2)                                          // expect: 3
let xs = [1,
          2, 3
         ]
let sum = 1 +
    2
say sum                                           // expect: 3
say xs
    .map {|x| x * 2}
    .sum                                          // expect: 12
let none = nil
say none
    !.len                                         // expect: nil
let inc = fn {|x|
    x + 1 }
say inc(1)                                        // expect: 2
say 1 ≤ 1, 1 <= 1, 2 ≥ 3, 1 ≠ 2, 1 != 1           // expect: truetruefalsetruefalse
say 6 ÷ 4, ' ', 6 / 4, ' ', -∞, ' ', Inf          // expect: 1.5 1.5 -Inf Inf
say 1 ∈ [1, 2], 1 in [1, 2], 1 ∉ [1, 2], 3 !in [1, 2]   // expect: truetruefalsetrue
say √16, ' ', 16.sqrt, ' ', 3², ' ', 3 ** 2       // expect: 4 4 9 9
say set(1, 2).union(set(3)), set(1, 2).intersect(set(2)), set(1, 2).diff(set(2))
// expect: set(1, 2, 3)set(2)set(1)
say set(1).subset(set(1, 2)), [1, 2].sum, [2, 3].prod   // expect: true36
let twice = {|x| 2 * x}
say inc.compose(twice)(5), ' ', (inc ∘ twice)(5)        // expect: 11 11
