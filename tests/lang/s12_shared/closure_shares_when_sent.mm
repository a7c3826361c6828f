// A closure over a boxed variable shares it when it is sent.
let n = 0
let bump = {|| n = n + 1 }
let me = Ma.self
let p = ma { receive { when f { f(); f(); me <- 'done' } } }
p <- bump
receive { when 'done' { } }
say n                            // expect: 2
bump()
say n                            // expect: 3
