// receive may have a default, which takes any message (R59).
Ma.self <- ['odd', 1]
receive { when 'x' { say 'x' } default { say 'default' } }     // expect: default
say receive { when y { y } } after 0 { 'taken' }               // expect: taken
