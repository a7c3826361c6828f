// A captured variable that is assigned afterwards is seen by the closure.
let n = 1
let get = {|| n }
n = 2
say get()        // expect: 2
let set_n = {|v| n = v }
set_n(9)
say n, get()     // expect: 99
