// The primes up to 5,000: 669.
use Bu (repeated)

fn sieve(n) {
    let flags = Array.new(n, true)
    let primes = 0
    for 2..n -> i {
        if flags[i - 1] {
            primes++
            loop (let k = i + i; k <= n; k += i) { flags[k - 1] = false }
        }
    }
    primes
}

repeated('awfy_sieve', ARGV[0].num, 669, { sieve(5000) })
