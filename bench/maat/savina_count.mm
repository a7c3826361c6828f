// A counter gets N messages and then a question.
use Bu (timed, report)

fn count(n) {
    receive {
        when 'increment' { count(n + 1) }
        when ['get', from] { from <- ['count', n] }
    }
}

let n = ARGV[0].num
let (secs, got) = timed({
    let c = ma count(0)
    for ^n { c <- 'increment' }
    c <- ['get', Ma.self]
    receive { when ['count', k] { k } }
})*
report('savina_count', secs, n, got == n)
