// Classes, errors and functions: what is refused, and with which words.
class A { field x :rw = 1; field y :ro = 2; field z :built = 3; field w = 4
  meth sum { x + y + z + w }
  meth eq(o) { o isa A and x == o.x }
  meth cmp(o) { x <=> o.x }
  meth infix:<+>(o) { A.new(x => x + o.x) }
  meth str { "A{x}" } }
say A.new, A.new(x => 5).sum, A.new(z => 1).sum, A.new == A.new, A.new(x => 1) < A.new(x => 2), A.new + A.new(x => 9)
for [{ A.new(w => 1) }, { A.new(q => 1) }, { A.new.y = 3 }, { A.new.z }, { A.new.w }, { A.new.nope }, { A.new.x(1) }, { A.new(5) }] -> f { try { say f() } catch e { say e.^name, ': ', e.message } }
say A.^name, A.new.^class, A.^methods, A.^fields, A.^mro, A.new.^does(A)
class B :is A { field v :ro = 9; meth str { "B{super.str()}" } }
say B.new, ' ', B.new isa A, ' ', B.^mro
role R { meth hi { "hi {self.name}" }; meth name { ... } }
class C :does R { meth name { 'c' } }
say C.new.hi, C.^does(R), C.new isa R
try { die C.new } catch e { say e.message, e.^name }
class E1 :is Error { field code :ro = 7 }
try { die E1.new(message => 'm', code => 3) } catch TypeError { say 'no' } catch E1 -> e { say e.code, e.message, e.line }
try { try { die 'a' } finally { die 'b' } } catch e { say e.message, e.suppressed.map({ _.message }) }
say try { 5 } finally { 6 }
fn f { defer { say 'd1' }; defer { say 'd2' }; return 'r' }
say f()
try { assert 1 == 2, 'msg' } catch e { say e.^name, ': ', e.message }
try { assert_eq 1, 2 } catch e { say e.^name, ': ', e.message }
try { nil.foo } catch e { say e.^name, ': ', e.message }
try { nil[0] } catch e { say e.^name, ': ', e.message }
try { 5() } catch e { say e.^name }
fn g(a, b = a * 2, *c, **d) { [a, b, c, d] }
say g(1), g(1, 2, 3, k => 4), g(b => 1, a => 2)
let h = g
try { h() } catch e { say e.^name, ': ', e.message }
say g.arity, ' ', g.name, ' ', g, ' ', {|x| x }.arity

// expect: A1148truetrueA10
// expect: ArgumentError: A has no field 'w' to set
// expect: ArgumentError: A has no field 'q' to set
// expect: MethodError: field 'y' of A is not writable
// expect: MethodError: A has no method 'z': the field is private
// expect: MethodError: A has no method 'w': the field is private
// expect: MethodError: A has no method 'nope'
// expect: MethodError: A has no method 'x': it is a field, which takes no arguments
// expect: ArgumentError: A.new takes named arguments only
// expect: AA['sum', 'eq', 'cmp', 'infix:+', 'str']['x', 'y', 'z', 'w'][A]true
// expect: BA1 true [B, A]
// expect: hi ctruetrue
// expect: C()Error
// expect: 3m18
// expect: a['b']
// expect: 5
// expect: d2
// expect: d1
// expect: r
// expect: AssertError: msg
// expect: AssertError: got 1, expected 2
// expect: MethodError: Nil has no method 'foo'
// expect: TypeError: Nil cannot be indexed
// expect: TypeError
// expect: [1, 2, [], {}][1, 2, [3], {k => 4}][2, 1, [], {}]
// expect: ArgumentError: g() takes at least 1 argument, not 0
// expect: 2 g <fn g> 1
