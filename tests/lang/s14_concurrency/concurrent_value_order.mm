// The value of concurrent is the Array of its spawns' results in the order of the spawns, also of those in loops and ifs.
let v = concurrent {
    spawn { sleep 0.03; 'a' }
    for ^3 -> i { spawn { sleep 0.01 * (3 - i); i } }
    if true { spawn { 'last' } }
}
say v                                            // expect: ['a', 0, 1, 2, 'last']
say concurrent { }                               // expect: []
say concurrent { 5 }                             // expect: []
concurrent { let a = spawn { nil }; let b = spawn { [1, {k => 2}] } }
say [a, b]                                       // expect: [nil, [1, {k => 2}]]
// spawn of a call evaluates its arguments there and then; of a method call too
class C { field n :ro = 2; meth times(k) { n * k } }
let c = C.new(n => 21)
let k = 2
concurrent { let r = spawn c.times(k) }
say r                                            // expect: 42
