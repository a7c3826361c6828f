// Literals and examples of the page's section on values.
say nil, ' ', true, ' ', false                      // expect: nil true false
say 42, ' ', 1_000, ' ', 0xFF, ' ', 0b101, ' ', 0o17, ' ', 1.5, ' ', 2e-3, ' ', Inf, ' ', NaN
// expect: 42 1000 255 5 15 1.5 0.002 Inf NaN
say 'raw'                                           // expect: raw
print "with {1 + 1} \n"                             // expect: with 2 
print <<~END
    heredoc {1 + 1}
    END
// expect: heredoc 2
say Bytes.new(2).len, ' ', "..".bytes.len, ' ', b"\x00\xff".len       // expect: 2 2 2
say [1, 2, 3], ' ', @a(one two three)               // expect: [1, 2, 3] ['one', 'two', 'three']
let expr = 7
say {name => 'x', "a b" => 1, :expr => 2}, ' ', {}  // expect: {name => 'x', 'a b' => 1, 7 => 2} {}
say (1..5).map(:_), (1..^5).map(:_), (^5).map(:_)   // expect: [1, 2, 3, 4, 5][1, 2, 3, 4][0, 1, 2, 3, 4]
say set(1, 2, 3), ' ', Set.new(1, 2) == set(2, 1)   // expect: set(1, 2, 3) true
let f1 = {|x| x + 1}
let f2 = :_ + 1
let f3 = fn {|x| x + 1}
fn f4(x) { x + 1 }
say [f1(1), f2(1), f3(1), f4(1)]                    // expect: [2, 2, 2, 2]
say 'ABC' =~ /[a-z]+/i, ' ', 'abc' =~ @r{[a-z]+}    // expect: true true
class Point { field x :rw = 0;  field y :rw = 0 }
say Point.new(x => 1, y => 2)                       // expect: Point(x => 1, y => 2)

say [nil, false, 0, ''].any({ _ ? true : false }), [[], {}, ' ', -1].all({ _ ? true : false })       // expect: falsetrue
say 7 / 2, ' ', 6 / 3, ' ', 7.div(2), ' ', -7 % 3, ' ', 7 % -3        // expect: 3.5 2 3 2 -2
say 1 / 0, ' ', -1 / 0, ' ', 0 / 0                  // expect: Inf -Inf NaN
try { 1.div(0) } catch ZeroDivisionError { say 'div' }                 // expect: div
try { 1 % 0 } catch ZeroDivisionError { say 'mod' } // expect: mod
say 0.1, ' ', 1e20, ' ', 1e21, ' ', 3.0             // expect: 0.1 100000000000000000000 1e+21 3
let s = 'äb'
say s.len, s.bytes.len, s[1], ' ', 'ab' * 3, ' ', 'a' + 'b'           // expect: 23b ababab ab
try { 'a' + 1 } catch TypeError { say 'use interpolation' }           // expect: use interpolation
say "\{ \x41 \u{1F600} {'\\ \''}"                   // expect: { A 😀 \ '
say 'a' < 'b', ' ', 'Z' < 'a'                       // expect: true true

let a = [1, 2]
say a[0], a[-1], a[5]                               // expect: 12nil
a[4] = 5
say a                                               // expect: [1, 2, nil, nil, 5]
try { a[-9] = 1 } catch IndexError { say 'before the start' }         // expect: before the start
fn list(*xs) { xs }
say list(a*), ' ', [0, a*, 9]                       // expect: [1, 2, nil, nil, 5] [0, 1, 2, nil, nil, 5, 9]
let m = {}
m<key> = 1
m{'expr'} = 2
m[3] = 3
say m<key>, m{'expr'}, m[3], m<none>                // expect: 123nil
try { m{[1]} = 1 } catch TypeError { say 'keys cannot change' }       // expect: keys cannot change
say [1, [2]] == [1, [2]], ' ', [1] === [1], ' ', NaN === NaN, ' ', NaN == NaN, ' ', 2 <=> 1, 1 <=> 1, 1 <=> 2
// expect: true false true false 10-1
let c :im = {a => [1, 2]}
try { c<a>[0] = 9 } catch FrozenError { say c.is_frozen, [1].freeze.is_frozen, [1].is_frozen }       // expect: truetruefalse
