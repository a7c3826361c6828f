// W maatines send N pings each to one of them drawn at random, and wait for the answer before the next.
use Bu (Random, timed, report)

fn play(me_index, n, all, to) {
    let random = Random.new(seed => me_index)
    let own = 0
    for ^n {
        let target = random.below(all.len)
        own++ if target == me_index
        all[target] <- ['ping', Ma.self]
        let waiting = true
        while waiting {
            receive {
                when ['ping', from] { from <- 'pong' }
                when 'pong' { waiting = false }
            }
        }
    }
    to <- ['played', own]
    loop {
        receive {
            when ['ping', from] { from <- 'pong' }
            when 'stop' { return nil }
        }
    }
}

fn begin(i, n, to) {
    receive { when ['all', all] { play(i, n, all, to) } }
}

const known = {'120 5000' => 5023, '20 50' => 40}
let w = ARGV[0].num
let n = ARGV[1].num
let (secs, own) = timed({
    let me = Ma.self
    let all = (^w).map {|i| ma begin(i, n, me) }
    for all -> p { p <- ['all', all] }
    let own = 0
    for ^w { receive { when ['played', k] { own += k } } }
    for all -> p { p <- 'stop' }
    own
})*
report('savina_big', secs, w * n, own == known{"{w} {n}"}, {own => own})
