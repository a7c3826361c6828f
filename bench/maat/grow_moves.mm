// How long it takes to hand over a message of KB kilobytes, by the kind of move; the median of R times. Building it is not timed.
//   forward   received and passed on, by a maatine that does not look at it again
//   built     made by a function, then sent
//   filled    an Array that is filled in a loop, then sent
//   flat      Bytes
//   last      the value of a task, until whoever waits for it has it
//   frozen    frozen before
//   copy      an Array that its sender uses again
use Bu (report)

fn receive_all(n, main) {
    let sum = 0
    for ^n {
        receive {
            when ['data', xs] {
                sum += xs.len
                main <- 'taken'
            }
        }
    }
    main <- ['sum', sum]
}

// A row takes about 1,000 bytes.
fn row(i) { (^100).map {|k| i + k } }
fn build(kb) { (^kb).map {|i| row(i) } }

fn send_built(p, kb) {
    let message = ['data', build(kb)]
    let t0 = Time.mono
    p <- message
    Time.mono - t0
}

fn send_filled(p, kb) {
    let rows = []
    for ^kb -> i { rows.push(row(i)) }
    let t0 = Time.mono
    p <- ['data', rows]
    Time.mono - t0
}

fn send_flat(p, kb) {
    let bytes = Bytes.new(kb)
    let t0 = Time.mono
    p <- ['data', bytes]
    Time.mono - t0
}

fn send_frozen(p, rows) {
    let t0 = Time.mono
    p <- ['data', rows]
    Time.mono - t0
}

fn send_copy(p, rows) {
    let t0 = Time.mono
    p <- ['data', rows]
    let t = Time.mono - t0
    rows.len > 0 ? t : 0
}

fn forwarder(p) {
    receive {
        when ['data', xs] {
            let t0 = Time.mono
            p <- ['data', xs]
            p <- ['time', Time.mono - t0]
            forwarder(p)
        }
        when 'stop' { }
    }
}

// The time is what the task has noted last, so it holds the end of the task and a switch, too.
fn take_last(kb) {
    let results = [kb].pmap {|n|
        let rows = build(n)
        [rows, Time.mono]
    }
    let t = Time.mono - results[0][1]
    [t, results[0][0].len]
}

let kind = ARGV[0]
let kb = ARGV[1].num
let r = ARGV[2].num
let me = Ma.self

fn through_forwarder {
    let f = ma forwarder(me)
    f <- ['data', build(kb)]
    let times = (^r).map {|_i|
        receive { when ['data', xs] { f <- ['data', xs] } }
        receive { when ['time', t] { t } }
    }
    f <- 'stop'
    [times, receive { when ['data', xs] { xs.len * r } }]
}

fn through_tasks {
    let both = (^r).map {|_i| take_last(kb) }
    [both.map {|b| b[0] }, both.map {|b| b[1] }.sum]
}

fn sends {
    let p = ma receive_all(r, me)
    let rows = kind == 'frozen' ? build(kb).freeze : kind == 'copy' ? build(kb) : nil
    let times = (^r).map {|_i|
        let t = given kind {
            when 'built' { send_built(p, kb) }
            when 'filled' { send_filled(p, kb) }
            when 'flat' { send_flat(p, 1000 * kb) }
            when 'frozen' { send_frozen(p, rows) }
            default { send_copy(p, rows) }
        }
        receive { when 'taken' { } }
        t
    }
    [times, receive { when ['sum', x] { x } }]
}

let (times, sum) = (kind == 'forward' ? through_forwarder() : kind == 'last' ? through_tasks() : sends())*
report('grow_moves', times.sort[r.div(2)], 1, sum == r * kb * (kind == 'flat' ? 1000 : 1), {kind => kind, kb => kb})
