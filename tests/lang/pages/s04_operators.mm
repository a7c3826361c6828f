// The page's table of operators, each line of it, and what stands below it.
let x = 5
say 1 < x <= 9, 1 < x <= 4                        // expect: truefalse
let m = {k => [10, 20], f => {|v| v + 1}}
say m<k>[1], m{'k'}[0], m<f>(1)                   // expect: 20102
let n = 1
say n++, n, n--, n, ++n, --n                      // expect: 122121
fn three(a, b, c) { a + b + c }
say three([1, 2, 3]*)                             // expect: 6
say [0, [1, 2]*, 9]                               // expect: [0, 1, 2, 9]
say -2 ** 2, ' ', 2 ** 3 ** 2, ' ', 2 ** -1       // expect: -4 512 0.5
say !true, -x, +x, ~5, (^3).len                   // expect: false-55-63
say 'abc' =~ /b/, 'abc' !~ /b/                    // expect: truefalse
say 7 * 2, ' ', 7 / 2, ' ', 7 % -3, ' ', 1 + 2 * 3   // expect: 14 3.5 -2 7
say 1 << 4, ' ', 256 >> 2, ' ', 6 & 3, ' ', 6 | 3, ' ', 6 ^ 3   // expect: 16 64 2 7 5
say (1..3).len, (1..^3).len                       // expect: 32
say 5 isa Num, 2 in [1, 2], 5 !in [1]             // expect: truetruetrue
say 1 == 1.0, 1 != 2, 1 === 1, 1 !== 2, 1 <=> 2, 5 ~~ 1..9   // expect: truetruetruetrue-1true
say 0 && 1, 1 && 2, nil || 3, nil \\ 4, false \\ 5   // expect: 0234false
say true ? 1 : 2, false ? 1 : nil ? 2 : 3         // expect: 13
let y = nil
y \\= 2; y += 3; y *= 4; y -= 1; y /= 19; y **= 2; y ||= 7; y &&= 9
say y                                             // expect: 9
let ch = Chan.new(buffer => 1)
ch <- 1 + 1
say <-ch                                          // expect: 2
say not 1 == 2                                    // expect: true
let got = nil
x == 5 and got = 'and'
x == 6 or got += ' or'
say got                                           // expect: and or
say none_of(nil)!.len                             // expect: nil
fn none_of(v) { v }
say 'two ', 'parts ', [1, 'a', {k => nil}]        // expect: two parts [1, 'a', {k => nil}]
class P { field v :ro = 1;  meth str { "P{v}" } }
say P.new                                         // expect: P1
print 'no line end'; say                          // expect: no line end
printf "%d-%s\n", 4, 'x'                          // expect: 4-x
say [1, 2, 3].map {|v| v * 2}                     // expect: [2, 4, 6]
say [1, 2, 3].map: _ * 2                          // expect: [2, 4, 6]
say defined x, defined none_of(nil)               // expect: truefalse
