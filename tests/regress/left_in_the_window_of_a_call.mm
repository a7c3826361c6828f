// What a call that has returned left where the next call's window lies keeps nothing alive.
fn make { let x = [1];  WeakRef.new(x) }
let main_ref = make();  GC.collect
say main_ref.get.dump                  // expect: nil
fn inside { let r = make();  GC.collect;  r.get }
say inside().dump                      // expect: nil
fn collect { GC.collect }
fn through { let r = make();  collect();  r.get }
say through().dump                     // expect: nil
let p = ma { let r = make();  GC.collect;  say r.get.dump }
p.join                                 // expect: nil
let kept = ['kept']
let kept_ref = WeakRef.new(kept)
GC.collect
say kept_ref.get, kept                 // expect: ['kept']['kept']
