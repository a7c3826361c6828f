// 'kill' runs neither finally nor defer (R12).
let me = Ma.self
let p = ma {
    defer { me <- 'defer' }
    try { me <- 'ready'; receive { when 'never' { 1 } } } finally { me <- 'finally' }
}
receive { when 'ready' { } }
Ma.exit(p, 'kill')
p.join
say receive { when m { m } } after 0.05 { 'nothing ran' }   // expect: nothing ran
