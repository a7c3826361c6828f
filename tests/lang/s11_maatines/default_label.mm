// The label of ma is FILE:LINE (R65).
let p = ma { receive { when 'stop' { 1 } } }
say p.label.ends('default_label.mm:2')   // expect: true
p <- 'stop'
