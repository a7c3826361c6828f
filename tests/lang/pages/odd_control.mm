// Patterns, control flow, closures, formats.
fn d(x) { given x {
  when 1 { 'one' } when 2 | 3 { 'two' } when Str -> s { "s{s}" } when [1, *r] { "r{r}" } when [a, b] if a == b { 'same' } when [_, _] { 'pair' }
  when {k => v} { "k{v}" } when 5..9 { 'range' } when /^x(.)/ { _1 } when nil { 'nil' } when true { 'T' } when -1 { 'neg' } when [] { 'empty' } default { 'def' } } }
for [1, 3, 'q', [1, 2, 3], [2, 2], [2, 3], {k => nil}, {z => 1}, 7, 8.5, nil, true, false, -1, [], [1]] -> x { print d(x), ' ' }
say ''
say 5 ~~ 1..9, ' ', 'a' ~~ Str, ' ', [1, 2] ~~ [1, _], ' ', {a => 1} ~~ {a => Num}
say 'GET /x' =~ /^GET (.*)/, ' ', _1, ' ', 'a' !~ /b/
let n = 0
OUTER: for 1..3 -> i { for 1..3 -> j { next OUTER if j == 2; n += i * j; break OUTER if i == 3 } }
say n
loop (let i = 0; i < 3; i++) { print i }
do { n-- } while n > 3
say n
say (if false { 1 }), (do { 7 }), (unless true { 1 } else { 2 })
with nil { say 'no' } orwith 3 { say "or{_}" } else { say 'else' }
if 0 -> v { say v } elsif '' -> v { say v } else { say 'none' }
say 1 ? 2 : 3, ' ', nil \\ 4, ' ', false || 5, ' ', 0 && 6, ' ', not 1
let q = nil; q \\= 3; q ||= 4; q &&= 5; q **= 2; say q
for [1, 2, 3, 4, 5] -> a, b { print a, b, ';' }
say ''
fn fib(n) :save { n < 2 ? n : fib(n - 1) + fib(n - 2) }
say fib(90)
fn cnt { state c = 0; c++; c }
cnt(); say cnt()
let fs = []
for ^3 -> i { fs.push({ i }) }
say fs.map({ _() })
say [1, 2, 3].map(:_ * 2), [1, 2].map: _ + 1
say ((^3).map {|x| x * x }).sum
printf "%05.2f|%-5s|%+d|%x|%o|%e|%%|%c|%b\n", 3.14159, 'ab', 5, 255, 8, 12345.678, 65, 5
say sprintf('%3d|%-3d|%03d|%s', 5, 5, 5, [1])
say <<~END
  a {1 + 1}
    b
  END
say "a\tb\x41\u{e4}\{", 'a\n\'', "{"x{1}"}"
say [1, 'a', nil, true, 1.5, {a => 'b'}, set(1), 1..2, 'it\'s', "a\nb"].dump

// expect: one two sq r[2, 3] same pair knil def range range nil T def neg empty r[] 
// expect: true true true true
// expect: true /x true
// expect: 6
// expect: 0123
// expect: nil72
// expect: or3
// expect: none
// expect: 2 4 5 0 false
// expect: 25
// expect: 12;34;5nil;
// expect: 2880067194370816120
// expect: 2
// expect: [0, 1, 2]
// expect: [2, 4, 6][2, 3]
// expect: 5
// expect: 03.14|ab   |+5|ff|10|1.234568e+04|%|A|101
// expect:   5|5  |005|[1]
// expect: a 2
// expect:   b
// expect: 
// expect: a	bAä{a\n'x1
// expect: [1, 'a', nil, true, 1.5, {a => 'b'}, set(1), 1..2, 'it\'s', "a\nb"]
