// Those that compute get the same part of the time.
// flags: --schedulers 1
let me = Ma.self
let stop = false
let ps = ma for ^50 { let n = 0; until stop { n++ }; me <- n }
fn slices { Sys.schedulers[0]<slices> }
until slices() > 2000 { sleep 0.001 }
stop = true
let counts = ps.map({|_| receive { when Num -> n { n } } }).sort
say counts[0] > 0                                                        // expect: true
say counts[49] < counts[0] * 1.5 + 1000 || "{counts[0]} {counts[49]}"    // expect: true
