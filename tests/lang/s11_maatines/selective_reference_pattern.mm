// The request and reply pattern with a reference of one's own.
let me = Ma.self
let server = ma { loop { receive { when ['ask', tag, from, n] { from <- ['answer', tag, n * n] } when 'stop' { break } } } }
for [3, 4] -> n { server <- ['ask', n, me, n] }
say receive { when ['answer', (4), v] { v } }     // expect: 16
say receive { when ['answer', (3), v] { v } }     // expect: 9
server <- 'stop'
