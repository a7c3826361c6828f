// A MiB of Bytes, frozen, is sent N times to a maatine that looks at its length and at one byte and acknowledges every 1000th.
use Bu (timed, report)

const size = 1_048_576
const window = 1000

fn sink(n, to) {
    let sum = 0
    for ^n -> i {
        let left = n - i
        receive { when ['data', b] { sum += b[left * 4099 % size] if b.len == size } }
        to <- 'ack' if left % window == 1
    }
    to <- ['sum', sum]
}

fn expected(n) {
    let sum = 0
    for 1..n -> k { sum += k * 4099 % size & 255 }
    sum
}

let n = ARGV[0].num
let b = Bytes.new(size)
for ^size -> i { b[i] = i & 255 }
let frozen = b.freeze
let (secs, sum) = timed({
    let me = Ma.self
    let p = ma sink(n, me)
    for ^n -> i {
        p <- ['data', frozen]
        receive { when 'ack' { } } if (n - i) % window == 1
    }
    receive { when ['sum', x] { x } }
})*
report('bigbin', secs, n, sum == expected(n))
