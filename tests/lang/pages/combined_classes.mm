// Roles, inheritance, operators, fields. What is expected stands at the end.
role Shape { meth area { ... }; meth describe { "{self.^name} of area {self.area}" } }
role Named { field name :rw = 'anon'; meth hello { "I am {name}" } }
class Sq :does Shape { field side :ro = 1; meth area { side ** 2 } }
class Circle :does Shape :does Named { field r :ro = 1; meth area { (3.14159 * r * r).round(2) } meth describe { "round {r}" } }
class BigSq :is Sq { field scale :ro = 10; meth area { super.area() * scale } }
say [Sq.new(side => 2), Circle.new(r => 2, name => 'c'), BigSq.new(side => 3)].map(:.describe)
say Circle.new(name => 'z').hello, Circle.new.hello
say Circle.^does(Named), Sq.^does(Named), BigSq.^does(Shape), BigSq.new isa Sq, BigSq.new isa Shape, Sq.new isa BigSq
say BigSq.^mro, Circle.^fields, Circle.^methods
class A { meth who { 'A' } }
class B :is A { meth who { 'B' + super.who() } }
class C :is A { meth who { 'C' + super.who() } }
class D :is B :is C { meth who { 'D' + super.who() } }
say D.new.who, D.^mro
class Vec {
    field x :ro = 0
    field y :ro = 0
    meth infix:<+>(o) { Vec.new(x => x + o.x, y => y + o.y) }
    meth infix:<->(o) { Vec.new(x => x - o.x, y => y - o.y) }
    meth infix:<*>(k) { k isa Vec ? x * k.x + y * k.y : Vec.new(x => x * k, y => y * k) }
    meth prefix:<->  { Vec.new(x => -x, y => -y) }
    meth eq(o) { o isa Vec && x == o.x && y == o.y }
    meth cmp(o) { self * self <=> o * o }
    meth str { "<{x} {y}>" }
    meth each_item(f) { f(x); f(y) }
}
let v = Vec.new(x => 1, y => 2); let w = Vec.new(x => 3, y => 4)
say v + w, w - v, v * 2, v * w, -v, v == Vec.new(x => 1, y => 2), v != w, v < w, v <=> w, v === v
say [w, v].sort, [v, w].max, v in [Vec.new(x => 1, y => 2)], [v, v, w].uniq.len
for v -> c { print c, ' ' }
say ''
let acc = v
acc += w
say acc
say given v { when Vec(x => 1, y => y) { y } }
class Stack2 { field items = []; meth push(x) { items.push(x); self } meth pop { items.pop } meth len { items.len } meth each_item(f) { for items -> i { f(i) } } }
let st = Stack2.new.push(1).push(2)
say st.len, st.pop, st.len
class Node { field value :rw; field nxt :rw = nil }
let n = Node.new(value => 1, nxt => Node.new(value => 2))
say n, n.nxt.value, n!.nxt!.nxt!.value
n.nxt.nxt = n
say n
class Lazy2 { field a :ro = 2; field b :ro = a * 3; field c :built = 5; field d = c + 1; meth get { [a, b, c, d] } }
say Lazy2.new.get, Lazy2.new(a => 5, c => 0).get, try { Lazy2.new(d => 1) } catch e { e.message }, try { Lazy2.new.c } catch e { e.message }
class P2 { field secret = 42; meth same(o) { o.secret } meth me { self.secret } }
say P2.new.me, try { P2.new.same(P2.new) } catch e { e.message }
class Base { field log :rw = []; meth init { log.push('base') } }
class Derived :is Base { meth init { super.init(); log.push('derived') } }
say Derived.new.log
class Def { meth str { "def:" + super.str() } }
say Def.new isa Def
class Temp { field c :rw = 0; meth f { c * 9 / 5 + 32 } meth warm(n) { self.c = c + n; self } }
say Temp.new(c => 100).f, Temp.new.warm(10).c
let t = Temp.new
t.c += 5; t.c++; t.c *= 2
say t.c, t
say Temp.new.^class === Temp, Temp
class Cnt { let n = 0; state meth nxt { n++; n } meth bump { n += 10 } }
Cnt.nxt; Cnt.new.bump
say Cnt.nxt
say try { Sq.foo } catch e { e.message }, try { Sq.new.foo() } catch e { e.message }
say Sq.new == Sq.new, Sq.new.dump, {s => Sq.new}
fn make(cls) { cls.new }
say make(Sq).area, [Sq, Circle].map(:.^name)
class Wi { field xs :rw = [1, 2]; meth has(x) { x in xs } }
say Wi.new.has(1), Wi.new.xs.len
let wi = Wi.new
wi.xs[0] = 9; wi.xs.push(4)
say wi.xs, Wi.new.xs

// expect: ['Sq of area 4', 'round 2', 'BigSq of area 90']
// expect: I am zI am anon
// expect: truefalsetruetruetruefalse
// expect: [BigSq, Sq]['r', 'name']['area', 'describe', 'hello']
// expect: DBCA[D, B, C, A]
// expect: <4 6><2 2><2 4>11<-1 -2>truetruetrue-1true
// expect: [<1 2>, <3 4>]<3 4>true2
// expect: 1 2 
// expect: <4 6>
// expect: 2
// expect: 221
// expect: Node(value => 1, nxt => Node(value => 2, nxt => nil))2nil
// expect: Node(value => 1, nxt => Node(value => 2, nxt => Node(...)))
// expect: [2, 6, 5, 6][5, 15, 0, 1]Lazy2 has no field 'd' to setLazy2 has no method 'c': the field is private
// expect: 42P2 has no method 'secret': the field is private
// expect: ['base', 'derived']
// expect: true
// expect: 21210
// expect: 12Temp(c => 12)
// expect: trueTemp
// expect: 12
// expect: Sq has no method 'foo'Sq has no method 'foo'
// expect: falseSq(side => 1){s => Sq(side => 1)}
// expect: 1['Sq', 'Circle']
// expect: true2
// expect: [9, 2, 4][1, 2]
