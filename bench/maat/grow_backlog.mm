// N calls of a server while BACKLOG messages wait in the caller's mailbox.
use Bu (timed, report)

fn serve {
    loop { receive { when ['call', from, x] { reply(from, x + 1) } } }
}

let backlog = ARGV[0].num
let n = ARGV[1].num
let server = ma serve()
for ^backlog -> i { Ma.self <- ['later', i] }
let (secs, sum) = timed({
    let sum = 0
    for ^n -> i { sum += Ma.call(server, i) }
    sum
})*
report('grow_backlog', secs, n, sum == (n * (n + 1)).div(2), {backlog => backlog})
exit 0
