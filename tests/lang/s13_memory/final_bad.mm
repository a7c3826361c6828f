// Finalizers that start maatines, that never end, and that come back each time; none harms anybody else.
our started = 0
our kept = nil
class Spawns { meth final { ma { started += 1 } } }
class Loops { meth final { while true { } } }
class Again { meth final { kept = self } }
fn one { Spawns.new; Again.new; nil }
one()
GC.collect
sleep 0.01 while started == 0
say started                      // expect: 1
kept = nil                       // it came back once; now it goes for good
GC.collect
GC.collect
say kept                         // expect: nil

// One that loops holds its own maatine alone, and that can be ended.
let p = ma {
    fn two { Loops.new; nil }
    two()
    GC.collect
    nil
}
Ma.monitor(p)
Ma.exit(p, 'kill')
say receive { when ['DOWN', _, _, reason] { reason } }      // expect: killed

// Its limit is reached in the middle of its cycles, time and again.
let me = Ma.self
fn hungry {
    let tries = 0
    let caught = 0
    while caught < 3 and tries < 10 {
        tries += 1
        try { (^200_000).map {|i| [i, [i]] } } catch MemoryError { caught += 1 }
    }
    me <- ['caught', caught]
}
Ma.spawn(hungry, max_heap => 6_000_000)
say receive { when ['caught', n] { n } }    // expect: 3

// Weak references by the thousand: all that died are empty, the others are not.
class K { field n :ro }
let some = (^100).map {|i| K.new(n => i) }
let refs = (^30_000).map {|i| WeakRef.new(i % 300 == 0 ? some[i.div(300)] : K.new(n => i)) }
GC.collect
say refs.count({|r| r.get != nil })     // expect: 100
