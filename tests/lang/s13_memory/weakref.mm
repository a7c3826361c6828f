// A WeakRef gives its object while something else keeps it, then nil.
class N { field v :rw }
let x = N.new(v => 1)
let r = WeakRef.new(x)
GC.collect
say r.get.v                      // expect: 1
let many = []
fn fill { for ^20000 -> i { many.push(WeakRef.new(N.new(v => i))) } }
fill()
let strong = many[77].get
GC.collect
say many.count({|w| w.get }), ' ', strong === nil  // expect: 0 true
x = nil
GC.collect
say r.get                        // expect: nil
let f = WeakRef.new([1, 2].freeze)
GC.collect
say f.get                        // expect: [1, 2]
try { Ma.self <- r } catch TypeError { say 'refused' }     // expect: refused
