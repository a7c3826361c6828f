// WeakRef.new(x).get gives x or nil.
// skip: WeakRef is not part of this version
let x = [1]
let w = WeakRef.new(x)
say w.get                        // expect: [1]
GC.collect
say w.get === x                  // expect: true
fn make { WeakRef.new([2]) }
let v = make()
GC.collect
GC.collect
say v.get                        // expect: nil
