// WeakMap holds its keys weakly.
// skip: WeakMap is not part of this version
let m = WeakMap.new
let k = [1]
m{k} = 'v'
say m{k}                         // expect: v
fn fill { m{[2]} = 'gone' }
fill()
GC.collect
GC.collect
say m{k}                         // expect: v
