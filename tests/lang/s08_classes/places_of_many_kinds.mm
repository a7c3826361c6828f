// One place that reads `self` or `len` of receivers of many kinds, built-in and not.
class Own {
    field len :ro
    meth self { "own self" }
}
class Static {
    state meth self { "static self" }
    state meth len { "static len" }
}

fn self_of(x) { x.self }
fn len_of(x) { x.len }
fn attempt(f) { try { "{f()}" } catch Error -> e { "{e}" } }

let me = Ma.self
let own = Own.new(len => 'own len')
for ^2 {
    for [Ma, own, Ma, Static, Ma, 7, Ma, me, Ma] -> x {
        let got = attempt({ self_of(x) })
        say got == "{me}" ? 'me' : got
    }
}
let other = ma { receive { when 'go' { me <- ['it', self_of(Ma)] } } }
other <- 'go'
receive { when ['it', x] { say x == other } }
let bytes = Bytes.new(3)
for ^2 {
    for [[1, 2], 'aß€', bytes, {a => 1}, own, set(1, 2), bytes.freeze, 'plain', Static, 1..4, nil, Bytes.new(5000), 'x' * 300, []] -> x {
        say attempt({ len_of(x) })
    }
}
fn equal_of(a, b) { given a { when (b) { 'yes' } default { 'no' } } }
for ^2 {
    for [[1, 1], [1, 2], [1, 1.0], [1.5, 1.5], [NaN, NaN], [0.0, -0.0], [me, me], [me, 1], ['a', 'a'], ['a', 'b'], [nil, nil], [nil, false],
         [true, true], [2 ** 70, 2 ** 70], [2 ** 70, 1], [[1, 2], [1, 2]], [[1], [2]], [Ma, Ma], [Ma, Own]] -> pair {
        say equal_of(pair[0], pair[1]), ' ', pair[0] == pair[1]
    }
}
for [[7, 3], [-7, 3], [7, -3], [-7, -3], [0, 5], [2 ** 32, 7], [2 ** 32 - 1, 2 ** 32 - 1], [5, 2 ** 40], [-1, 2 ** 32], [7.5, 2], [2 ** 70, 7], [1, 0]] -> p {
    say attempt({ p[0] % p[1] })
}
// expect: me
// expect: own self
// expect: me
// expect: static self
// expect: me
// expect: MethodError: Num has no method 'self'
// expect: me
// expect: MethodError: Ma has no method 'self'
// expect: me
// expect: me
// expect: own self
// expect: me
// expect: static self
// expect: me
// expect: MethodError: Num has no method 'self'
// expect: me
// expect: MethodError: Ma has no method 'self'
// expect: me
// expect: true
// expect: 2
// expect: 3
// expect: 3
// expect: 1
// expect: own len
// expect: 2
// expect: 3
// expect: 5
// expect: static len
// expect: 4
// expect: MethodError: Nil has no method 'len'
// expect: 5000
// expect: 300
// expect: 0
// expect: 2
// expect: 3
// expect: 3
// expect: 1
// expect: own len
// expect: 2
// expect: 3
// expect: 5
// expect: static len
// expect: 4
// expect: MethodError: Nil has no method 'len'
// expect: 5000
// expect: 300
// expect: 0
// expect: yes true
// expect: no false
// expect: yes true
// expect: yes true
// expect: no false
// expect: yes true
// expect: yes true
// expect: no false
// expect: yes true
// expect: no false
// expect: yes true
// expect: no false
// expect: yes true
// expect: yes true
// expect: no false
// expect: yes true
// expect: no false
// expect: yes true
// expect: no false
// expect: yes true
// expect: no false
// expect: yes true
// expect: yes true
// expect: no false
// expect: yes true
// expect: yes true
// expect: no false
// expect: yes true
// expect: no false
// expect: yes true
// expect: no false
// expect: yes true
// expect: yes true
// expect: no false
// expect: yes true
// expect: no false
// expect: yes true
// expect: no false
// expect: 1
// expect: 2
// expect: -2
// expect: -1
// expect: 0
// expect: 4
// expect: 0
// expect: 5
// expect: 4294967295
// expect: 1.5
// expect: 2
// expect: ZeroDivisionError: modulo by zero
