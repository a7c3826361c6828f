let a = Ma.self
a <- a <- 1      // expect error: 2:8: error:
