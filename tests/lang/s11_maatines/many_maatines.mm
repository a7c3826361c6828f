// Thousands of maatines at once.
// timeout: 10
let me = Ma.self
let ps = ma for ^5000 -> i { receive { when n { me <- n + i } } }
for ps -> p { p <- 1 }
let total = 0
for ^5000 { receive { when n { total += n } } }
say total    // expect: 12502500
