// The name is cleared and is_alive is false before the monitors learn of the end (R12).
let p = Ma.spawn({|| receive { when 'stop' { 1 } } }, name => 'gone')
Ma.monitor(p)
p <- 'stop'
receive { when ['DOWN', *_] { say Ma.whereis('gone'), ' ', p.is_alive } }   // expect: nil false
