// A maatine may start others; results come back over several levels.
fn tree(depth, to) {
    if depth == 0 { to <- 1; return }
    let me = Ma.self
    ma tree(depth - 1, me)
    ma tree(depth - 1, me)
    to <- (receive { when a { a } } + receive { when b { b } })
}
ma tree(6, Ma.self)
say receive { when n { n } }     // expect: 64
