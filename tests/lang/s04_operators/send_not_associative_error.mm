// p <- a <- b is a compile error (R21).
let p = Ma.self
p <- 1 <- 2
// expect error: :3:8: error:
// expect status: 2
