// One place that meets instances of many classes: fields in different slots, methods of their own, inherited ones, those of roles.
class A1 { field x :rw = 'a1' }
class A2 { field p = 0; field x :rw = 'a2' }
class A3 { field p = 0; field q = 0; field x :ro = 'a3' }
class A4 { field p = 0; field x = 'private'; field y :rw = 0 }
class A5 { meth x { 'method' } }
class A6 :is A2 { field z :rw = 'z' }
class A7 :is A5 { field x :rw = 'hidden' }
fn get(o) { try { o.x } catch e { e.message } }
fn set(o, v) { try { o.x = v
        o.x } catch e { e.message } }
let all = [A1.new, A2.new, A3.new, A4.new, A5.new, A6.new, A1.new(x => 'other'), A2.new.freeze, Error.new(message => 'text'), 5]
for ^3 { say all.map({|o| get(o) }).join(', ') }
// expect: a1, a2, a3, A4 has no method 'x': the field is private, method, a2, other, a2, Error has no method 'x', Num has no method 'x'
// expect: a1, a2, a3, A4 has no method 'x': the field is private, method, a2, other, a2, Error has no method 'x', Num has no method 'x'
// expect: a1, a2, a3, A4 has no method 'x': the field is private, method, a2, other, a2, Error has no method 'x', Num has no method 'x'
for ^3 -> i { say all.map({|o| set(o, i) }).join(', ') }
say all.map({|o| get(o) }).join(', ')
// expect: 0, 0, field 'x' of A3 is not writable, field 'x' of A4 is not writable, A5 has no field 'x', 0, 0, A2 is frozen, Error has no field 'x', Num has no field 'x'
// expect: 1, 1, field 'x' of A3 is not writable, field 'x' of A4 is not writable, A5 has no field 'x', 1, 1, A2 is frozen, Error has no field 'x', Num has no field 'x'
// expect: 2, 2, field 'x' of A3 is not writable, field 'x' of A4 is not writable, A5 has no field 'x', 2, 2, A2 is frozen, Error has no field 'x', Num has no field 'x'
// expect: 2, 2, a3, A4 has no method 'x': the field is private, method, 2, 2, a2, Error has no method 'x', Num has no method 'x'

// A method sees private fields of its own class, in instances of all that inherit from it.
class Base { field n = 1
    field made :ro = 0
    meth count { n }
    meth add(k) { n += k
        self }
    meth of(other) { other.n }
    meth twice { self.count * 2 }
    meth name { 'Base' } }
class Left :is Base { field before = 'x'
    meth name { 'Left' } }
class Right :is Base { field a = 1; field b = 2
    meth count { 100 } }
class Below :is Left { meth name { "Below {super.name()}" } }
role Sized { field size :rw = 10
    meth grow { size += 1
        size } }
class S1 :does Sized { field own = 1 }
class S2 :is Base :does Sized { field own = 1 }
class S3 :does Sized { meth grow { 'own' } }
fn count(o) { o.count }
fn name(o) { o.name }
fn added(o) { o.add(2).count() }
fn twice(o) { o.twice() }
fn grow(o) { o.grow }
for ^2 {
    let some = [Base.new, Left.new, Right.new, Below.new, S2.new, Base.new]
    say some.map({|o| "{name(o)} {count(o)} {added(o)} {twice(o)} {added(o)}" }).join('; ')
    say [S1.new, S2.new, S3.new, S1.new(size => 1)].map({|o| grow(o) }).join(' ')
}
// expect: Base 1 3 6 5; Left 1 3 6 5; Base 100 100 200 100; Below Left 1 3 6 5; Base 1 3 6 5; Base 1 3 6 5
// expect: 11 11 own 2
// expect: Base 1 3 6 5; Left 1 3 6 5; Base 100 100 200 100; Below Left 1 3 6 5; Base 1 3 6 5; Base 1 3 6 5
// expect: 11 11 own 2

// More classes than a place can keep: each time the function is called the class is a new one.
fn fresh(k) {
    class Local { field a = 0
        field v :rw = k
        meth plus(d) { v + d } }
    Local.new
}
let many = (^600).map {|i| fresh(i) }
fn sum(list) { let s = 0
    for list -> o { s += o.v + o.plus(1) }
    s }
say sum(many), ' ', sum(many)
// expect: 360000 360000

// In many maatines at once.
let works = (^8).map {|i| Work.does({ let s = 0
    for ^200 { for [A1.new(x => i), A2.new(x => 1), A6.new(x => 2), A3.new(x => 3)] -> o { s += o.x } }
    for ^200 { for [Base.new, Left.new, Right.new, Below.new] -> o { s += o.twice } }
    s }) }
say works.map({|w| w.result }).join(' ')
// expect: 42400 42600 42800 43000 43200 43400 43600 43800
