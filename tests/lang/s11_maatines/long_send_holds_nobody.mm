// A message that takes long to copy is copied in pieces: with one scheduler, another maatine runs in between.
// flags: --schedulers=1
// timeout: 60
fn clock {
    let times = []
    while true {
        receive {
            when ['between', from, to, who] { who <- (times.grep {|t| t > from && t < to }).len > 0; times = [] }
            when 'stop' { return }
            after 0 { nil }
        }
        let now = Time.mono
        times.push(now) if times.len == 0 || now - times.last > 0.0001
    }
}

let me = Ma.self
let other = ma clock()
let sink = ma { while true { receive { when 'stop' { return } when [k, list] { me <- [k, list.len, list.last] } } } }
let items = (1..100000).map {|i| [i] }
let seen = false
let tries = 0
until seen || tries == 100 {
    tries += 1
    items.push([tries])
    let from = Time.mono
    sink <- [tries, items]
    let to = Time.mono
    receive { when [k, len, last] { die "{k} {len}" if k != tries || len != 100000 + tries || last[0] != tries } }
    other <- ['between', from, to, me]
    seen = receive { when x { x } }
}
say seen
other <- 'stop'
sink <- 'stop'
// expect: true
