// ma with a call, a method call, a block, for with a topic, with several names; arguments evaluated by the starter, copied.
class W { field n :ro = 3; meth go(ch, k) { ch <- n * k } }
let ch = Chan.new(buffer => Inf)
fn f(a, b = 2, *rest, **o) { ch <- [a, b, rest, o] }
let p = ma f(1)
p.join
ma f(1, 2, 3, x => 4).join if false
let q = ma f(1, 2, 3, x => 4)
q.join
let r = ma W.new.go(ch, 2)
r.join
say <-ch, ' ', <-ch, ' ', <-ch                // expect: [1, 2, [], {}] [1, 2, [3], {x => 4}] 6
let ps = ma for ^3 { ch <- _ * 10 }
say ps.len, ' ', ps[0] isa Ma                 // expect: 3 true
for ps -> p { p.join }
say [<-ch, <-ch, <-ch].sort                   // expect: [0, 10, 20]
let qs = ma for {a => 1, b => 2} -> k, v { ch <- "{k}{v}" }
for qs -> q { q.join }
say [<-ch, <-ch].sort                         // expect: ['a1', 'b2']
let rs = ma for [1, 2, 3] -> a, b { ch <- [a, b] }
for rs -> q { q.join }
say [<-ch, <-ch].sort {|a, b| a[0] <=> b[0] }     // expect: [[1, 2], [3, nil]]
let g = {|x| ch <- x }
let s = ma g([1])
s.join
say <-ch                                      // expect: [1]
let t = ma { 5 }
say t.join, ' ', t.is_alive, ' ', t.id isa Num, ' ', t isa Ma, ' ', "{t}".starts('<Ma ')      // expect: normal false true true true
