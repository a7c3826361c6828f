// How long it takes to send a message of KB kilobytes that its sender does not use again, R times. Building it is not timed.
use Bu (report)

fn receive_all(n) {
    let sum = 0
    for ^n {
        receive {
            when ['data', xs, from] {
                sum += xs.len
                from <- 'taken'
            }
        }
    }
    sum
}

// A row takes about 1,000 bytes.
fn build(kb) { (^kb).map {|i| (^100).map {|k| i + k } } }

// Sends what it has built as the last thing it does with it: the seconds the send took.
fn send_one(p, kb, me) {
    let message = ['data', build(kb), me]
    let t0 = Time.mono
    p <- message
    Time.mono - t0
}

let kb = ARGV[0].num
let r = ARGV[1].num
let me = Ma.self
let p = ma { me <- ['sum', receive_all(r)] }
let times = (^r).map {|_i|
    let t = send_one(p, kb, me)
    receive { when 'taken' { } }
    t
}
let sum = receive { when ['sum', x] { x } }
report('grow_size', times.sort[r.div(2)], 1, sum == kb * r, {kb => kb})
