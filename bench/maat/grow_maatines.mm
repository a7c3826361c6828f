// N maatines answer; MESSAGES requests go round them, at most 1,000 under way.
use Bu (timed, report)

fn serve {
    loop { receive { when [from, x] { from <- x } } }
}

fn ask(all, messages) {
    let me = Ma.self
    let sum = 0
    let sent = 0
    let room = 1000.min(messages)
    for ^messages -> i {
        if sent - i < room {
            let most = messages.min(i + room)
            while sent < most {
                all[sent % all.len] <- [me, 1]
                sent++
            }
        }
        receive { when Num -> x { sum += x } }
    }
    sum
}

let n = ARGV[0].num
let messages = ARGV[1].num
let all = (^n).map {|_i| ma serve() }
ask(all, n.min(messages))
let (secs, sum) = timed({ ask(all, messages) })*
report('grow_maatines', secs, 2 * messages, sum == messages, {maatines => n})
exit 0
