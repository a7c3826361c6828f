// N numbers run through sixty maatines in a row, one for each bit: each passes those without its bit at once, the others at the end.
use Bu (Random, timed, report)

fn sorter(radix, n, succ) {
    let kept = []
    for ^n {
        receive {
            when Num -> v {
                if v & radix == 0 {
                    succ <- v
                } else {
                    kept.push(v)
                }
            }
        }
    }
    for kept -> v { succ <- v }
}

fn validate(n, to) {
    let sum = 0
    let ordered = true
    let last = -1
    for ^n {
        receive {
            when Num -> v {
                ordered = false if v < last
                last = v
                sum += v
            }
        }
    }
    to <- ['result', sum, ordered]
}

const known = {100_000 => 3_275_789_328, 20_000 => 654_600_400, 200 => 6_546_804}
let n = ARGV[0].num
let (secs, got) = timed({
    let me = Ma.self
    let first = ma validate(n, me)
    // The bit that counts most is the last to be sorted by.
    loop (let bit = 59; bit >= 0; bit--) { first = ma sorter(1 << bit, n, first) }
    let random = Random.new(seed => 2048)
    for ^n { first <- random.next }
    receive { when ['result', sum, ordered] { [sum, ordered] } }
})*
report('savina_radixsort', secs, n * 61, got == [known{n}, true])
