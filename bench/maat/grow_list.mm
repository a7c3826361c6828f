// Inspection of N maatines: `list` them, or ask for the `info` of each: one key of it, or the `whole`.
use Bu (timed, report)

fn wait {
    receive { when 'stop' { } }
}

fn lists(n, times) {
    let seen = 0
    for ^times { seen = Ma.list.len }
    seen
}

fn infos(all, n, times) {
    let seen = 0
    for ^times {
        seen = 0
        for all -> p { seen++ if Ma.info(p, 'mailbox') == 0 }
    }
    seen
}

fn wholes(all, n, times) {
    let seen = 0
    for ^times {
        seen = 0
        for all -> p { seen++ if Ma.info(p)<mailbox> == 0 }
    }
    seen
}

let n = ARGV[1].num
let all = (^n).map {|_i| ma wait() }
let times = 200_000.div(n).max(1)
let (secs, seen) = timed({ ARGV[0] == 'list' ? lists(n, times) : ARGV[0] == 'info' ? infos(all, n, times) : wholes(all, n, times) })*
report("grow_{ARGV[0]}", secs, n * times, seen == n || seen == n + 1, {maatines => n})
exit 0
