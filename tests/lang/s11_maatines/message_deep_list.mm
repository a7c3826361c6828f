// A list nested 20,000 deep can be sent.
// timeout: 20
let a = []
for ^20000 { a = [a] }
Ma.self <- a
receive { when b {
    let n = 0
    while b.len == 1 { b = b[0]; n++ }
    say n        // expect: 20000
} }
