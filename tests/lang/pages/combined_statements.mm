// Statements and operators: values, modifiers, labels, newlines. What is expected stands at the end.
let r = if 0 { 1 }
say r.dump
say (if 1 { 'a' } else { 'b' }), (unless 1 { 'a' } else { 'b' })
let v = do { 2 ** 4 } + 2
say v
say do { let q = 1; q + 1 }
let i = 0
do { i++ } while i < 5
say i
do { i-- } until i <= 2
say i
until i == 0 { i-- }
say i
OUTER: for 1..3 -> x { for 1..3 -> y { next OUTER if y == 2; break OUTER if x == 3; print x, y, ' ' } }
say ''
let k = 0
let tries = 0
for [1, 2] -> x { tries++; if tries == 1 { redo }; k += x }
say k, ' ', tries
for ^3 { for ^2 { print _ }; print '|', _, ' ' }
say ''
_.print for [1, 2, 3]
say ''
let n = 0
n++ while n < 10
say n
n -= 3 until n < 3
say n
fn o { once { print 'once ' }; 'x' }
print o(), o(), o()
say ''
let xs = [1, 2, 3]
for xs -> x { xs.push(x * 10) if x < 3; print x, ' ' }
say ''
let m = {a => 1, b => 2, c => 3}
for m -> k2, v2 { m.del('b'); m<d> = 4; print k2, v2, ' ' }
say ''
say m
for 5..1 { say 'never' }
for [] { say 'never' }
for 'ab'.chars -> c { print c.uc }
say ''
for ^0 { say 'never' }
loop (let a = 0; a < 3; a++) { next if a == 1; print a, ' ' }
say ''
loop { i++; break if i > 3 }
say i
say [1, 2, 3] .map({|x| x + 1 })
  .grep({|x| x > 2 })
  .join('-')
let t = [1,
  2,

  3,
]
say t
let long = 1 +
  2 *
  3
say long
let mm = {
  a => 1,
  'b c' => {x => [1,
     2]},
}
say mm
say 1 < 2 && 2 < 3 || false, 1 == 1.0, !true || true
say 5 > 3 ? 'yes' : 'no', nil \\ 'def', (0 || nil) \\ 'd2'
let z = nil
z \\= 5; z ||= 6; z &&= 7
say z
let w = 0
w ||= 3
say w
let s = 'a'
s *= 3; s += 'b'
say s
let b = 5
b **= 2; b %= 7; b <<= 3; b |= 1; b &= 0xF; b ^= 2
say b
b -= 1; b /= 2
say b
say -2 ** 2, 2 ** -1, 2 ** 3 ** 2, (-2) ** 2, -3.abs, !0 == true
say 7 / 2 * 2, 7 % 3 * 2, 10 - 3 - 2, 2 * 3 % 4
say 1 + 2 == 3 && 4 > 3, 1 .. 3 == (1 .. 3)
say 1 | 2 ^ 3 & 4, 1 << 2 + 1, ~1 + 1
say not 1 == 2, (not true or true)
say [0, xs*, 9].len, [(1..3)*, set(7)*]
say 3 in xs && 99 !in xs
say 'a' isa Str && 5 isa Num
let f = {|x| x * 2 }
say f(3), f.call(4), [f, f].map({|g| g(1) })
let (q1, q2) = (f(1), f(2))
say q1, q2
say "{1 + 1}{'x' * 2}{[1, 'a']}{ {a => 1} }{"in {"deep"}"}"
say nil!.foo.dump, 'abc'!.len
let nn = nil
say nn!.a!.b.dump
with m<a> { say "a is {_}" } else { say 'none' }
with m<zz> { say 1 } else { say "none" }
given 5 { when 5 { say _ } }
let cnt = 0
while cnt < 5 -> go { cnt++; break if cnt == 3 }
say cnt
say (1..10).grep(:_ % 2).map(:_ ** 2).sum
say [[1, 2], [3, 4]].map {|p| let (a, b) = p*; a * b }

// expect: nil
// expect: ab
// expect: 18
// expect: 2
// expect: 5
// expect: 2
// expect: 0
// expect: 11 21 
// expect: 3 3
// expect: 01|0 01|1 01|2 
// expect: 123
// expect: 10
// expect: 1
// expect: once xxx
// expect: 1 2 3 10 20 
// expect: a1 c3 
// expect: {a => 1, c => 3, d => 4}
// expect: AB
// expect: 0 2 
// expect: 4
// expect: 3-4
// expect: [1, 2, 3]
// expect: 7
// expect: {a => 1, 'b c' => {x => [1, 2]}}
// expect: truetruetrue
// expect: yesdefd2
// expect: 7
// expect: 3
// expect: aaab
// expect: 3
// expect: 1
// expect: -40.55124-3true
// expect: 7252
// expect: truetrue
// expect: 38-1
// expect: truetrue
// expect: 7[1, 2, 3, 7]
// expect: true
// expect: true
// expect: 68[2, 2]
// expect: 24
// expect: 2xx[1, 'a']{a => 1}in deep
// expect: nil3
// expect: nil
// expect: a is 1
// expect: none
// expect: 5
// expect: 3
// expect: 165
// expect: [2, 12]
