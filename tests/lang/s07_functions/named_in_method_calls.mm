// Named arguments of method calls: of methods, class methods, natives, functions called as values; with what they may do wrong.
class P {
    field x :ro = 0; field y :ro = 0
    meth move(dx, dy = 0, **rest) { [x + dx, y + dy, rest.keys.join('+')] }
    meth rest(*xs, **more) { "{xs.len} {more.values.join(',')}" }
    state meth make(a, b = 5) { a * b }
}
let p = P.new(x => 1, y => 2)
say p.x, p.y                            // expect: 12
say p.move(1, dy => 2)                  // expect: [2, 4, '']
say p.move(dy => 2, dx => 3)            // expect: [4, 4, '']
say p.move(1, z => 1, w => 2)           // expect: [2, 2, 'z+w']
say p.rest(1, 2, a => 3, b => 4)        // expect: 2 3,4
say P.make(2, b => 3), ' ', P.make(a => 4)   // expect: 6 20
fn f(a, b = 1) { "{a}-{b}" }
say f.call(1, b => 2)                   // expect: 1-2
for [p, P.new(x => 5), p] -> q { say q.move(1, dy => q.y)[0] }
// expect: 2
// expect: 6
// expect: 2

// a native that waits is called again with the same names
say try { Ma.self.call('x', timeout => 0) } catch e { 'no answer' }   // expect: no answer
let t = Ma.spawn({ sleep 0.05; 7 }, label => 'named', quiet => true)
say t.join(timeout => 5)                // expect: normal

say try { p.move(1, 2, 3, z => 1) } catch e { e.message }     // expect: P.move() takes 1 to 2 arguments, not 3
say try { P.make(1, c => 1) } catch e { e.message }           // expect: P.make() has no parameter 'c'
say try { p.x(a => 1) } catch e { e.message }                 // expect: P has no method 'x': it is a field, which takes no arguments
say try { p.nosuch(a => 1) } catch e { e.message }            // expect: P has no method 'nosuch'
say try { 'abc'.uc(a => 1) } catch e { e.message }            // expect: uc() takes no named arguments
say try { Ma.spawn(f, colour => 1) } catch e { e.message }    // expect: Ma.spawn() has no parameter 'colour'
let nothing = nil
say nothing!.move(1, dy => 2)           // expect: nil
