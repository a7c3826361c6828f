// A program to be looked into: a server with a name, a supervisor, a full mailbox, shared variables, a channel, timers.
use Supervisor

our hits = 0
export fn twice(x) { x * 2 }
fn work(k) { k * 2 }
fn hot(k) { k + 1 }

let echo = Ma.spawn({ loop { receive {
    when ['put', x] { work(x) }
    when 'crash' { die 'as told' }
    when 'run' { loop { hits += 1; for ^100 { hot(1) }; Ma.yield; receive { when ['put', _] { nil } } after 0 { nil } } }
} } }, name => 'echo', label => 'echo server')
let full = Ma.spawn({ receive { when 'go' { nil } } }, label => 'full')
for ^1500 -> i { full <- ['job', i, 'x'] }
for ^5 { full <- 'stop it' }
Supervisor.start([{id => 'kid', run => { receive { when 'die' { die 'planned' } } }, name => 'kid'}])

// Holds the variable while it waits for one that wants the variable: a deadlock that only a look from outside finds.
let x = 0
let b = Ma.spawn({ receive { when ['call', From -> from, _] { x = x + 1; reply(from, 1) } } }, label => 'locked b')
fn ask_b { Ma.call(b, 'please', timeout => Inf) }
Ma.spawn({ x = x + ask_b() }, label => 'locked a')

let ch = Chan.new(buffer => 3)
ch <- 1
Ma.spawn({ loop { echo <- ['put', 1]; ma { 1 }; sleep 0.02 } }, label => 'feeder')
let long = 'long string ' * 20_000
Ma.send_after(1000, echo, 'crash')
say 'ready'
receive { when 'stop' { say "bye {long.len} {ch.len}" } }
exit 0
