// given in a loop binds anew in each turn.
let out = []
for [['a', 1], ['b', 2], 'c'] -> v {
    out.push(given v { when [k, n] { "{k}{n}" } when s { s } })
}
say out // expect: ['a1', 'b2', 'c']
