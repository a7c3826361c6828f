// The reason of an error is the Error: links and monitors get a copy (R12).
Ma.trap_exits(true)
let p = ma { receive { when 'go' { die 'oops' } } }
Ma.link(p)
p <- 'go'
receive { when ['EXIT', _, why] { say why isa Error, ' ', why.message } }   // expect: true oops
// expect error: Error: oops
// expect status: 0
