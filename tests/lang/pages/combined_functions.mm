// Closures, parameters, memoised and nested functions. What is expected stands at the end.
fn counter(start = 0, step = 1) {
    let n = start
    {inc => { n += step }, dec => { n -= step }, get => {|| n }}
}
let c = counter(5, 2)
c<inc>()
c<inc>()
c<dec>()
say c<get>()
let fs = []
for 1..3 -> i { fs.push({|| i * 10 }) }
say fs.map {|f| f() }
let gs = []
loop (let i = 0; i < 3; i++) { gs.push({|| i }) }
say gs.map {|f| f() }
fn compose(*fs) { {|x| fs.reduce(x) {|acc, f| f(acc) } } }
say compose({|x| x + 1}, {|x| x * 2}, :_ - 3)(4)
let memo = {}
fn fib(n) { n < 2 ? n : memo{n} \\ (memo{n} = fib(n - 1) + fib(n - 2)) }
say fib(80)
fn fibs(n) :save { n < 2 ? n : fibs(n - 1) + fibs(n - 2) }
say fibs(100)
fn curry(f) { {|a| {|b| f(a, b) } } }
say curry({|a, b| "{a}-{b}"})(1)(2)
fn tick { state n = 0; n++; n }
tick(); tick()
say tick()
let add = fn {|a, b| a + b}
say add(2, 3), (add ∘ {|x| x})
say [1, 2, 3].map(:_ * _), ['b', 'a'].map(:.uc).sort
fn outer { let x = 1; fn inner { x += 1; x }; inner(); inner(); x }
say outer()
let y = 1
fn sety(v) { y = v }
sety(9)
say y
fn varargs(a, b = a * 2, *rest, **opt) { "{a} {b} {rest} {opt}" }
say varargs(1), varargs(1, 2), varargs(1, 2, 3, 4, k => 'v'), varargs(b => 5, a => 7)
say varargs([1, 2, 3]*), varargs(1, {z => 1}**)
fn ret(x) { for 1..10 -> i { return "found {i}" if i * i > x } 'none' }
say ret(20), ret(1000)
let r = [1, 2, 3, 4].map {|x| return 0 if x == 2; x }
say r
fn tail(n, acc) { n == 0 ? acc : tail(n - 1, acc + n) }
say tail(100000, 0)
say fn { _ * 2 }(21)
say ({|x, y = x + 1| [x, y] })(1)
fn named_args(a, b) { a - b }
say named_args(b => 1, a => 10)
say try { named_args(c => 1, a => 1, b => 1) } catch e { e.message }
say try { named_args({a => 1}**) } catch e { e.^name }
let h = named_args
say h.name, h.arity, h

// expect: 7
// expect: [10, 20, 30]
// expect: [0, 1, 2]
// expect: 7
// expect: 23416728348467685
// expect: 354224848179261915075
// expect: 1-2
// expect: 3
// expect: 5<fn anonymous>
// expect: [1, 4, 9]['A', 'B']
// expect: 3
// expect: 9
// expect: 1 2 [] {}1 2 [] {}1 2 [3, 4] {k => 'v'}7 5 [] {}
// expect: 1 2 [3] {}1 2 [] {z => 1}
// expect: found 5none
// expect: [1, 0, 3, 4]
// expect: 5000050000
// expect: 42
// expect: [1, 2]
// expect: 9
// expect: named_args() has no parameter 'c'
// expect: ArgumentError
// expect: named_args2<fn named_args>
