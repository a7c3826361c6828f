// What a large argument of %s was made text of made text of all others, too: these were refused for another reason, or not at all.
let big = (^30_000).array
for [[1], big] -> first {
    for [['%s %c', [65]], ['%s %d', nil], ['%s %d', true], ['%s %*d', 'x']] -> x {
        try { say sprintf(x[0], first, x[1], 1) } catch e { say e.message }
    }
    say sprintf('%s %5.1f %s', first, 2.25, [1])[sprintf('%s', first).len .. -1]
}
// expect: a code point must be an integer, not Array
// expect: %d needs a Num, not Nil
// expect: %d needs a Num, not Bool
// expect: a width must be an integer, not Str
// expect:    2.2 [1]
// expect: a code point must be an integer, not Array
// expect: %d needs a Num, not Nil
// expect: %d needs a Num, not Bool
// expect: a width must be an integer, not Str
// expect:    2.2 [1]
class P { meth str { 'p' } }
say sprintf('%s-%3s-%s', P.new, big.take(1), P.new)     // expect: p-[0]-p
