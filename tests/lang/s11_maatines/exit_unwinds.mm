// An exit signal unwinds: finally and defer run, nothing catches it (R12).
let me = Ma.self
let p = ma {
    defer { me <- 'defer' }
    try { me <- 'ready'; receive { when 'never' { 1 } } }
    catch e { me <- 'caught' }
    finally { me <- 'finally' }
}
receive { when 'ready' { } }
Ma.exit(p, 'stop')
p.join
for ^2 { receive { when m { say m } } }
// expect: finally
// expect: defer
say receive { when m { m } } after 0 { 'nothing caught' }   // expect: nothing caught
