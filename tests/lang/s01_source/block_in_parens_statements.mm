// Inside a block newlines end statements again, even when the block stands in ( ) (R6).
let r = [1, 2].map({|x|
    let y = x * 2
    let z = y + 1
    z
})
say r // expect: [3, 5]
say (do {
    let a = 4
    a + 1
}) // expect: 5
