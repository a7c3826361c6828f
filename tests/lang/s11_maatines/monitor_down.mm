// A monitor gives ['DOWN', ref, p, reason] when p ends.
let p = ma { receive { when 'stop' { 1 } } }
let ref = Ma.monitor(p)
p <- 'stop'
receive { when ['DOWN', r, q, why] { say r == ref, q == p, ' ', why } }    // expect: truetrue normal
