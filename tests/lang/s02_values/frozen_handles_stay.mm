// Ma, Ref, Chan and Work inside a frozen value stay as they are (R88).
let ch = Chan.new(buffer => 1)
let m = {ch => ch, me => Ma.self}.freeze
m<ch> <- 5
say <-ch                   // expect: 5
say m<me> == Ma.self       // expect: true
