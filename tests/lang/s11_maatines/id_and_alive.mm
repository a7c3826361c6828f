// p.id is a number of its own; is_alive is false after the end.
let p = ma { receive { when 'stop' { 1 } } }
say p.id isa Num, p.id != Ma.self.id, p.is_alive     // expect: truetruetrue
p <- 'stop'
p.join
say p.is_alive                                       // expect: false
