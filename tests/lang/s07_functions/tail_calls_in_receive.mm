// A call in an arm of receive at the end is a tail call (R44).
fn loop_on(n) {
    receive {
        when 'more' { loop_on(n + 1) }
        when 'stop' { n }
    }
}
for ^20000 { Ma.self <- 'more' }
Ma.self <- 'stop'
say loop_on(0)  // expect: 20000
