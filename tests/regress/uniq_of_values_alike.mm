// What is alike at its beginning, or differs in the values of its entries alone, is told apart by its hash: the time for many is not that of all
// pairs of them.
let me = Ma.self
fn used(f) {
    Ma.yield
    let before = Ma.info(me, 'reductions')
    f()
    Ma.yield
    Ma.info(me, 'reductions') - before
}
let n = 3000
fn check(name, make) {
    let xs = (^n).map(make)
    let kept = nil
    let least = used({ kept = (xs + xs).uniq })
    say name, ' ', kept == xs, ' ', least < 200_000 ? 'in time' : least
}
let rest = (^40).array
check('ends', {|i| rest + [i] })                    // expect: ends true in time
check('middles', {|i| rest + [i] + rest })          // expect: middles true in time
check('values', {|i| {id => i, name => 'x'} })      // expect: values true in time
check('deep', {|i| [{pos => {at => [1, i]}}] })     // expect: deep true in time

// As keys they are found as well.
let m = {}
for ^n -> i { let k :im = rest + [i]; m{k} = i }
say (^n).all {|i| let k :im = rest + [i]; m{k} == i }     // expect: true

// Equal is equal, whatever the forms of the numbers and the order of the entries.
say [[1, {a => 1, b => 2.0}], [1.0, {b => 2, a => 1}]].uniq.len     // expect: 1
say [{a => [1, 2]}, {a => [1, 2.0]}, {a => [1, 3]}].uniq.len        // expect: 2
class Same { field n :ro = 0;  meth eq(o) { o isa Same } }
say [{k => Same.new(n => 1)}, {k => Same.new(n => 2)}].uniq.len     // expect: 1
let ring = [1]
ring.push(ring)
let map = {ring => ring}
say [map, ring, map, ring].uniq.len                                 // expect: 2
