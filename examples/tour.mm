// A tour of Maat in a few seconds: what `make run` runs. Read it from top to bottom.
use Supervisor

fn ms(secs) { sprintf('%.1f ms', secs * 1000) }

fn timed(f) {
    let t0 = Time.mono
    let v = f()
    [v, Time.mono - t0]
}

fn headline(n, text) { say "\n{n}. {text}" }

// ---------------------------------------------------------------------------------------------------
headline(1, 'A hundred thousand maatines: each gets a number, squares it and sends it back.')

fn square(n, to) { to <- ['square', n * n] }

let count = 100_000
let (sum, secs) = timed({
    let me = Ma.self
    for ^count -> i { ma square(i, me) }
    let total = 0
    for ^count { receive { when ['square', s] { total += s } } }
    total
})*
say "   sum of the squares below {count}: {sum}"
say "   {ms(secs)} in all, {(secs * 1e9 / count).round} ns for each start, message and end"

// ---------------------------------------------------------------------------------------------------
headline(2, 'A ring: a token goes round a thousand maatines a hundred times.')

fn node(succ) {
    receive {
        when ['token', 0, home] { home <- 'round'; node(succ) }
        when ['token', left, home] { succ <- ['token', left - 1, home]; node(succ) }
        when 'stop' { succ <- 'stop' }
    }
}

fn joint {
    receive { when ['next', succ] { node(succ) } }
}

let head = ma joint()
let last = (2..1000).reduce(head) {|succ, _i| ma node(succ) }
head <- ['next', last]
let (_, ring_secs) = timed({
    head <- ['token', 100_000, Ma.self]
    receive { when 'round' { nil } }
})*
head <- 'stop' // goes round, too; each forwards it and ends
say "   100,000 hops in {ms(ring_secs)}: {(ring_secs * 1e9 / 100_000).round} ns a hop"

// ---------------------------------------------------------------------------------------------------
headline(3, 'A supervised worker crashes and comes back; who depends on it only sees a new one.')

fn worker(home) {
    Ma.register('worker', Ma.self)
    home <- ['up', Ma.self]
    loop {
        receive {
            when ['divide', a, b, from] { from <- ['quotient', a.div(b)] }
        }
    }
}

let me = Ma.self
let sup = Supervisor.start_link([{id => 'worker', run => worker, args => [me]}])
let first = receive { when ['up', p] { p } }
'worker' <- ['divide', 42, 6, me]
receive { when ['quotient', q] { say "   42 / 6 = {q}, says {first}" } }
say '   now it is asked to divide by zero (its crash report goes to standard error):'
let ref = Ma.monitor(first)
'worker' <- ['divide', 1, 0, me]
receive { when ['DOWN', (ref), _, why] { say "   {first} ended: {why}" } }
let second = receive { when ['up', p] { p } }
'worker' <- ['divide', 42, 7, me]
receive { when ['quotient', q] { say "   42 / 7 = {q}, says {second}" } }

// ---------------------------------------------------------------------------------------------------
headline(4, 'A mutable array is sent: the receiver changes its own.')

fn scribble(xs, to) {
    xs.push('scribble')
    xs[0] = 'mine'
    to <- xs
}

let list = ['yours', 2, 3]
ma scribble(list, Ma.self)
let theirs = receive { when Array -> xs { xs } }
say "   here {list.dump}, there {theirs.dump}"

// ---------------------------------------------------------------------------------------------------
headline(5, 'A call with a deadline, although a hundred thousand messages wait in the mailbox.')

fn echo {
    loop { receive { when ['call', from, x] { reply(from, x) } } }
}

let server = ma echo()
for ^100_000 -> i { me <- ['later', i] }
let (answer, call_secs) = timed({ Ma.call(server, 'hello', timeout => 1) })*
say "   answer {answer.dump} in {(call_secs * 1e6).round} us, {Ma.info(me, 'mailbox')} messages wait still"
Ma.exit(server, 'shutdown')

// ---------------------------------------------------------------------------------------------------
headline(6, 'What the runtime did meanwhile.')

let info = Ma.info(me)
let gc = GC.info
say "   main: {info<reductions>} reductions, {gc<minors>} minor and {gc<majors>} major collections, {info<memory>.div(1024)} KiB"
say "   restarts of the worker: 1; maatines alive now: {Ma.count}"
Supervisor.stop(sup)
