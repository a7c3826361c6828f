// The page's section on memory: each call of it.
GC.collect
GC.mode('inc')
GC.mode('gen')
GC.tune(pause => 200, step_mul => 100, step_size => 13, minor => 20, major => 100)
say GC.info isa Map                               // expect: true
class Held { field name :ro;  meth final { say "final {name}" } }
fn drop_one { let h = Held.new(name => 'one');  h.name }
say drop_one()                                    // expect: one
GC.collect                                        // expect: final one
let p = ma { let h = Held.new(name => 'two');  receive { when 'end' { h.name } } }
p <- 'end'
p.join                                            // at the latest when the maatine ends
// expect: final two
let x = ['kept']
let ref = WeakRef.new(x)
say ref.get                                       // expect: ['kept']
let wm = WeakMap.new
wm{x} = {owner => x}                              // refers to its own key, and does not keep it
say wm{x}<owner>[0]                               // expect: kept
// flags: --max-heap 16M
fn fill { let xs = [];  loop { xs.push([1, 2, 3]) } }
say try { fill() } catch MemoryError -> e { e.^name }   // expect: MemoryError
say 'goes on'                                     // expect: goes on
