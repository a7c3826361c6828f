// Primes below N: numbers run through a row of filters, each of which keeps a thousand primes.
use Bu (timed, report)

fn filter(first, to) {
    let primes = [first]
    let succ = nil
    loop {
        receive {
            when Num -> v {
                if !primes.any {|p| v % p == 0 } {
                    if primes.len < 1000 {
                        primes.push(v)
                    } elsif succ {
                        succ <- v
                    } else {
                        succ = ma filter(v, to)
                    }
                }
            }
            when 'end' {
                to <- ['primes', primes.len, succ ? true : false]
                succ <- 'end' if succ
                return nil
            }
        }
    }
}

const known = {100_000 => 9592, 30_000 => 3245, 2000 => 303}
let n = ARGV[0].num
let (secs, count) = timed({
    let me = Ma.self
    let first = ma filter(2, me)
    loop (let v = 3; v < n; v += 2) { first <- v }
    first <- 'end'
    let count = 0
    let more = true
    while more { receive { when ['primes', k, m] { count += k; more = m } } }
    count
})*
report('savina_sieve', secs, n.div(2), count == known{n}, {primes => count})
