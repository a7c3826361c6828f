// N calls of a counter: `gen` through Server, `bare` with messages by hand.
use Bu (timed, report)
use Server

class Counter :is Server {
    field count = 0
    meth handle_call(msg, from) {
        count += msg[1]
        count
    }
}

fn serve(c) {
    receive {
        when ['call', from, ref, ['add', k]] {
            from <- [ref, c + k]
            serve(c + k)
        }
    }
}

fn gen(s, n) {
    let sum = 0
    for ^n { sum += s.call(['add', 1]) }
    sum
}

fn bare(s, n) {
    let sum = 0
    for ^n -> i {
        s <- ['call', Ma.self, i, ['add', 1]]
        receive { when [(i), v] { sum += v } }
    }
    sum
}

let mode = ARGV[0]
let n = ARGV[1].num
let server = mode == 'gen' ? Counter.start_link() : (ma serve(0))
let (secs, sum) = timed({ mode == 'gen' ? gen(server, n) : bare(server, n) })*
report("call_{mode}", secs, n, sum == (n * (n + 1)).div(2))
exit 0
