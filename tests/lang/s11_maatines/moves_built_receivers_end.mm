// Large values that are built and sent, each to a maatine that ends when it has it: what a send notes of the last receiver is only fetched.
fn get_one(main) { receive { when [k, xs] { main <- [k, xs.len, xs[xs.len - 1].len] } } }
fn build(n) { (^n).map {|i| (^50).map {|k| i + k } } }
fn send_one(p, k) { p <- [k, build(1000)] }

let me = Ma.self
let got = (^12).map {|k|
    let p = ma get_one(me)
    send_one(p, k)
    receive { when [i, n, m] { i * 100000 + n + m } }
}
say got.sum // expect: 6612600
let gone = ma { 1 }
gone.join
send_one(gone, 1)
send_one(ma get_one(me), 2)
say receive { when [i, n, m] { [i, n, m] } } // expect: [2, 1000, 50]
