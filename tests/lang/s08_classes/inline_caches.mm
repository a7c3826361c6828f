// One place in the text that meets receivers of many kinds: what it saw before must not leak into what it does next.
class Point { field x :rw = 1
    field y :ro = 2
    field secret = 3
    meth area { x * y }
    meth peek(o) { o.secret }
    meth own { self.secret } }
class Swapped { field y :ro = 20
    field x :rw = 10
    meth area { y - x } }
class Sub :is Point { field z :ro = 5
    meth area { super.area + z } }
class Getter { meth x { 'method x' }
    meth area { 'no area' } }
class Many { meth x(a = 7) { a } }

fn read(o) { o.x }
fn area(o) { o.area }
fn tail(o) { return o.x }
fn write(o, v) { o.x = v
    o.x }
fn length(o) { o.len }
fn text(o) { o.str }
fn first(o) { o.first }

// Twice, so that the second round finds a filled cache at each step.
for ^2 {
    for [Point.new, Swapped.new, Sub.new, Getter.new, Many.new] -> o { say read(o), ' ', tail(o) }
}
// expect: 1 1
// expect: 10 10
// expect: 1 1
// expect: method x method x
// expect: 7 7
// expect: 1 1
// expect: 10 10
// expect: 1 1
// expect: method x method x
// expect: 7 7
for ^2 { say [Point.new, Swapped.new, Sub.new, Getter.new].map({|o| area(o) }) }
// expect: [2, 10, 7, 'no area']
// expect: [2, 10, 7, 'no area']
for ^2 { say [Point.new, Swapped.new, Sub.new].map({|o| write(o, 9) }) }
// expect: [9, 9, 9]
// expect: [9, 9, 9]
for ^2 { say [[1, 2], 'abc', {k => 1}, 1..4, set(1), 'longer than most strings of this test'].map({|o| length(o) }) }
// expect: [2, 3, 1, 4, 1, 37]
// expect: [2, 3, 1, 4, 1, 37]
for ^2 { say [1, 1.5, 'a', true, nil, 2 ** 70, [1], Point].map({|o| text(o) }) }
// expect: ['1', '1.5', 'a', 'true', 'nil', '1180591620717411303424', '[1]', 'Point']
// expect: ['1', '1.5', 'a', 'true', 'nil', '1180591620717411303424', '[1]', 'Point']
for ^2 { say [[4, 5], 7..9].map({|o| first(o) }) }
// expect: [4, 7]
// expect: [4, 7]

// Frozen instances refuse in the same place that wrote to others.
let frozen = Point.new.freeze
for [Point.new, frozen, Point.new] -> o {
    try { say write(o, 4) } catch FrozenError -> e { say e.message }
}
// expect: 4
// expect: Point is frozen
// expect: 4

// Private fields: read by the class's own code only, whatever the cache saw.
fn outside(o) { o.secret }
say Point.new.own, Point.new.own
// expect: 33
for ^2 { try { outside(Point.new) } catch MethodError -> e { say e.message } }
// expect: Point has no method 'secret': the field is private
// expect: Point has no method 'secret': the field is private
for ^2 { try { say read(nil) } catch MethodError -> e { say e.message } }
// expect: Nil has no method 'x'
// expect: Nil has no method 'x'
for ^2 { try { write(Getter.new, 1) } catch MethodError -> e { say e.message } }
// expect: Getter has no field 'x'
// expect: Getter has no field 'x'

// The trace of an error is made when it is read.
fn trace(o) { o.trace }
class Traced { field trace :ro = 'mine' }
for ^2 {
    try { die 'x' } catch e { say trace(e) isa Array, ' ', trace(Traced.new) }
}
// expect: true mine
// expect: true mine

// Natives through one place: arity is still checked, errors still come.
fn call(o, f) { o.push(f) }
for ^2 {
    for [[1], [2]] -> a { say call(a, 5) }
    try { call('s', 1) } catch MethodError -> e { say e.message }
}
// expect: [1, 5]
// expect: [2, 5]
// expect: Str has no method 'push'
// expect: [1, 5]
// expect: [2, 5]
// expect: Str has no method 'push'

// Keys in the code: maps with other orders, without the key, with deleted entries, with an equal key that is another object.
fn key(m) { m<b> }
fn put(m, v) { m<b> = v
    m<b> }
let gone = {a => 1, b => 2, c => 3}
gone.del('b')
let built = {}
built['a'] = 0
built["{'b'}"] = 9
let big = {}
for ^40 -> i { big["k{i}"] = i }
for ^2 { say [{b => 1}, {a => 0, b => 2}, {}, {a => 1}, gone, built, big, {a => nil, b => nil}].map({|m| key(m) }) }
// expect: [1, 2, nil, nil, nil, 9, nil, nil]
// expect: [1, 2, nil, nil, nil, 9, nil, nil]
for ^2 { say [{b => 1}, {a => 0, b => 2}, {}, gone, built, big].map({|m| put(m, m.len) }) }
// expect: [1, 2, 0, 2, 2, 40]
// expect: [1, 2, 0, 3, 2, 41]
say gone, ' ', built
// expect: {a => 1, c => 3, b => 3} {a => 0, b => 2}
for [{b => 1}, {b => 1}.freeze] -> m { try { say put(m, 5) } catch FrozenError -> e { say e.message } }
// expect: 5
// expect: Map is frozen
