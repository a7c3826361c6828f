// What a task received, wrote to and gives back is not the piece any more that was received: large storage of what
// was built by its sender has marks of its own for what is written.
fn big(n) {
    let a = []
    for ^n -> i { a.push([i]) }
    a
}
let builder = ma {
    let running = true
    while running {
        receive { when ['give', to, n] { let a = big(n); to <- a } when "stop" { running = false } }
    }
}
for [2000, 150_000] -> n {
    for ^5 {
        let w = Work.does {
            builder <- ['give', Ma.self, n]
            let xs = receive { when Array -> xs { xs } }
            xs[5] = ['new', n]
            xs[n - 1] = "text {n}"
            xs
        }
        let xs = w.result
        GC.collect
        big(5000).len
        die "wrong: {xs[5]} {xs[n - 1]}" if xs[5] != ['new', n] or xs[n - 1] != "text {n}" or xs[7] != [7]
    }
    say n
}
builder <- "stop"
// expect: 2000
// expect: 150000
