// A statement that calls what assigns its own variable: the holder enters again, and its own write comes last (R34).
shared let x = 1
fn bump { x = x + 10; x }
x = x + bump()
say x        // expect: 12
x = 5
fn twice { x += 1; x += 1; x }
x += twice()
say x        // expect: 12
shared let m = {}
fn put(k) { m{k} = 1; m.len }
m<a> = put('b')
say m        // expect: {b => 1, a => 1}
m<n> = 0
m<n> += m.len
say m        // expect: {b => 1, a => 1, n => 3}
x = 3
(x, m) = (m.len, x)
say x, ' ', m     // expect: 3 3
