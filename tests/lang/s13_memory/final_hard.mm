// Finalizers that raise, that send, that allocate, that store themselves away; and each runs once.
our log = []
let kept = nil
class Bad { meth final { die Error.new(message => 'no') } }
class Sends { field to :ro;  meth final { to <- 'gone' } }
class Comes { field n :rw = 0;  meth final { n += 1; kept = self } }
class Makes { meth final { log.push((^10000).map({ [_] }).len); GC.collect } }
fn one { Bad.new; Bad.new; Sends.new(to => Ma.self); Comes.new; Makes.new; nil }
one()
GC.collect
say log                          // expect: [10000]
say receive { when x { x } after 1 { 'none' } }            // expect: gone
say kept.n                       // expect: 1
kept = nil
GC.collect
GC.collect
say kept                         // expect: nil
