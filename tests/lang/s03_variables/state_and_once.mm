// state and once: one for each place in the text and maatine, however many closures or instances (R33).
fn counter { {|| state n = 0; n++; n } }
let a = counter()
let b = counter()
say a(), a(), b()                              // expect: 123
let me = Ma.self
ma { me <- [a(), b()] }
say receive { when x { x } }                   // expect: [1, 2]
fn setup { once { say 'once' } }
setup(); setup()                               // expect: once
let p = ma { setup() }                         // expect: once
p.join
class C { meth hit { state hits = 0; hits += 1; hits } }
C.new.hit
say C.new.hit                                  // expect: 2
