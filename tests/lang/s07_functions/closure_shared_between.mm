// Two closures of one scope share its variables.
fn pair {
    let n = 0
    [{|| n = n + 1 }, {|| n }]
}
let (inc, get) = (pair()*)
inc(); inc()
say get()     // expect: 2
