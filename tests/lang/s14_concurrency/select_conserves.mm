// Many select on the same channels in both roles: nothing is lost, nothing comes twice.
let chans = (^4).map {|i| Chan.new(buffer => i) }
our sent = 0
our got = 0
let stop = Chan.new
let ps = ma for ^6 -> k {
    let run = true
    while run {
        let (a, b) = (chans[Rand.int(4)], chans[Rand.int(4)])
        select {
            when a <- 1 { sent += 1 }
            when x = <-b { got += 1 }
            when _ = <-stop { run = false }
        }
    }
}
sleep 0.1
stop.close
for ps -> p { p.join }
let left = chans.map({|c| c.len }).sum
say sent - got - left, ' ', sent > 0     // expect: 0 true
