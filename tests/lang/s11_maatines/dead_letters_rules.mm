// Messages to maatines that are gone are counted as dead letters, and subscribers get them.
let before = Sys.lost<dead_letters>
let p = ma { }
p.join
p <- 'one'
p <- ['two', 2]
Ma.send(p, 'three', urgent => true)
say Sys.lost<dead_letters> - before                      // expect: 3
Ma.dead_letters(Ma.self)
p <- 'four'
say receive { when m { m.dump.has('four') } after 5 { 'nothing' } }      // expect: true
