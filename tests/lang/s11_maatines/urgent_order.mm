// Urgent messages come before those that are not, in their own order; the others keep theirs (R48).
let me = Ma.self
let q = ma {
    receive { when 'fill' { } }
    for 1..3 -> i { me <- ['n', i]; Ma.send(me, ['u', i], urgent => true) }
    Ma.send(me, ['n', 4])
    Ma.send(me, ['n', 5], urgent => false)
    me <- 'end'
}
q <- 'fill'
q.join
let got = []
loop { receive { when 'end' { break } when [k, i] { got.push("{k}{i}") } } }
say got              // expect: ['u1', 'u2', 'u3', 'n1', 'n2', 'n3', 'n4', 'n5']
Ma.register('me', me)
Ma.send('me', 'by name')
say receive { when m { m } }                              // expect: by name
try { Ma.send('nobody', 1) } catch e { say e.^name }      // expect: ArgumentError
try { Ma.send(5, 1) } catch e { say e.^name }             // expect: TypeError
