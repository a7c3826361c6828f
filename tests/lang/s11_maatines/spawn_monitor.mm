// Ma.spawn with monitor returns [Ma, Ref].
let (p, ref) = (Ma.spawn({|| exit_ma('bye') }, monitor => true)*)
receive { when ['DOWN', (ref), (p), why] { say why } }   // expect: bye
