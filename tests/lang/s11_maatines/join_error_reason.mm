// join gives the Error when one left the function.
let p = Ma.spawn({|| receive { when 'go' { exit_ma(['why', 1]) } } })
p <- 'go'
say p.join            // expect: ['why', 1]
