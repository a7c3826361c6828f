// A child of a supervisor crashes and is started again, C times: `sup` one supervisor, `sup100` a hundred with one child each,
// crashed in turn, `bare` a supervisor by hand.
use Bu (timed, report)
use Supervisor

fn child(main) {
    main <- ['up', Ma.self]
    receive { when 'crash' { exit_ma('crashed') } }
}

fn bare(main) {
    let p = Ma.spawn(child, args => [main], link => true)
    receive { when ['EXIT', (p), 'crashed'] { bare(main) } }
}

fn start(main, most) {
    Supervisor.start_link([{id => 'child', run => child, args => [main]}], max_restarts => most, within => 1)
}

fn cycle(p, n, seen) {
    return seen if n == 0
    p <- 'crash'
    receive { when ['up', q] { cycle(q, n - 1, seen + 1) } }
}

// One crash and restart for every child, one at a time.
fn rounds(r, ps, seen) {
    return seen if r == 0
    let again = ps.map {|p| p <- 'crash'; receive { when ['up', q] { q } } }
    rounds(r - 1, again, seen + again.len)
}

let mode = ARGV[0]
let c = ARGV[1].num
let me = Ma.self
if mode == 'sup100' {
    let firsts = (^100).map {|_i| start(me, 10 * c); receive { when ['up', p] { p } } }
    let (secs, seen) = timed({ rounds(c.div(100), firsts, 0) })*
    report('suprestart_sup100', secs, c, seen == c)
} else {
    if mode == 'sup' { start(me, 10 * c) } else { ma { Ma.trap_exits(true); bare(me) } }
    let first = receive { when ['up', p] { p } }
    let (secs, seen) = timed({ cycle(first, c, 0) })*
    report("suprestart_{mode}", secs, c, seen == c)
}
exit 0
