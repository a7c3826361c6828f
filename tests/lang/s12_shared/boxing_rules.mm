// Which captured variables become shared (R3): assigned inside, below the first capture, or in a loop that also holds a capture; others are copied.
let me = Ma.self
let below = 1
let f = {|| below }
below = 2
let p = ma { receive { when 'go' { me <- f() } } }
below = 3
p <- 'go'
say receive { when n { n } }                  // expect: 3
let before = 1
before = 2
let q = ma { receive { when 'go' { me <- before } } }
q <- 'go'
say receive { when n { n } }                  // expect: 2
let log = []
let r = ma { log.push(1) }                    // a copy
r.join
say log                                       // expect: []
shared let slog = []
let s = ma { slog.push(1) }
s.join
say slog                                      // expect: [1]
let i = 0
let ps = []
while i < 3 {
    ps.push(ma { receive { when 'go' { me <- i } } })
    i++
}
for ps -> p { p <- 'go' }
say (^3).map {|_| receive { when n { n } } }  // expect: [3, 3, 3]
let qs = []
loop (let k = 0; k < 3; k++) { qs.push(ma { receive { when 'go' { me <- k } } }) }
for qs -> q { q <- 'go' }
say (^3).map({|_| receive { when n { n } } }).sort     // expect: [0, 1, 2]
// element and field assignments are no assignment of the variable
let m = {a => 1}
let t = ma { m<a> = 2; me <- m<a> }
say receive { when n { n } }, ' ', m<a>       // expect: 2 1
