// say x, "{x}" and x.str agree (R25).
class P { field x :rw = 1;  meth str { "P{x}" } }
class Q { field x :rw = 1 }
for [nil, true, 12, 1.5, 'it\'s', ['a'], {k => 'v'}, 1..2, set('a'), P.new, Q.new, /a/, Num] -> v {
    let s = "{v}"
    print s == v.str ? '' : 'differ', s, ' '
}
say '|'
// expect: nil true 12 1.5 it's ['a'] {k => 'v'} 1..2 set('a') P1 Q(x => 1) /a/ Num |
