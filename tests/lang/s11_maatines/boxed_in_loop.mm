// A variable assigned in a loop that also holds a capture of it is boxed (R3 c).
let me = Ma.self
let ps = []
let n = 0
while n < 3 {
    n = n + 1
    ps.push(ma { receive { when 'look' { me <- n } } })
}
for ps -> p { p <- 'look' }
say (^3).map({ receive { when v { v } } })    // expect: [3, 3, 3]
