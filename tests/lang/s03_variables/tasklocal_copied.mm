// tasklocal is one per maatine and is copied into the maatines that it starts.
tasklocal let request = nil
request = 'r1'
let me = Ma.self
let p = ma {
    let before = request
    request = 'changed'
    ma { me <- ['inner', request] }
    me <- ['outer', before]
}
let got = {}
for ^2 { receive { when [k, v] { got{k} = v } } }
say got<outer>, ' ', got<inner>   // expect: r1 changed
say request                       // expect: r1
