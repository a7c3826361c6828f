// The sieve of Eratosthenes up to N.
use Bu (timed, report)

fn sieve(n) {
    let composite = Array.new(n + 1, false)
    let primes = 0
    for 2..n -> i {
        if !composite[i] {
            primes++
            loop (let k = i + i; k <= n; k += i) { composite[k] = true }
        }
    }
    primes
}

const known = {1000 => 168, 1_000_000 => 78_498, 5_000_000 => 348_513, 10_000_000 => 664_579}
let n = ARGV[0].num
let (secs, primes) = timed({ sieve(n) })*
report('sieve', secs, n, primes == known{n}, {primes => primes})
