// A list nested 1,000,000 deep can be sent.
// timeout: 20
let a = []
for ^1000000 { a = [a] }
Ma.self <- a
receive { when b {
    let n = 0
    while b.len == 1 { b = b[0]; n++ }
    say n        // expect: 1000000
} }
