// Named arguments of natives: one place that meets receivers of several kinds, names that are made while it runs, names that do not exist.
class Own {
    meth join(timeout = 1, more = 2) { "own {timeout} {more}" }
    state meth call(p, msg, timeout = 3) { "static {p} {msg} {timeout}" }
}
class Heir :is Own { }

fn join_of(x) { x.join(timeout => 5) }
fn call_of(c, p) { c.call(p, 'hi', timeout => 6) }
fn attempt(f) { try { f() } catch Error -> e { "{e}" } }

let done = ma { exit_ma('over') }
let server = ma { for 1..8 { receive { when ['call', from, _] { reply(from, 'answer') } } } }
for [done, Own.new, done, Heir.new, done, 7, done] -> x { say attempt({ join_of(x) }) }
for [Ma, Own, Ma, Heir, Ma, 7, Ma] -> c { say attempt({ call_of(c, server) }).sub(/\d+/, 'N') }
for ^3 { say attempt({ done.join(timeout => 'x') }) }
for ^3 { say attempt({ done.join(tmeout => 1) }) }
for ^3 { say attempt({ done.join(1, timeout => 1) }) }
for ^3 { say attempt({ server.call(timeout => 1) }) }
let name = 'time'
for ^3 { say done.join({"{name}out" => 1}**) }
for ^3 { say server.call('x', timeout => Inf) }
for ^3 { say attempt({ Ma.spawn({ 1 }, nme => 'x') }) }
for ^3 { say Ma.spawn({|a, b| exit_ma(a + b) }, args => [1, 2], label => 'adds').join }
Ma.exit(server, "kill")
// expect: over
// expect: own 5 2
// expect: over
// expect: own 5 2
// expect: over
// expect: MethodError: Num has no method 'join'
// expect: over
// expect: answer
// expect: static <Ma N> hi 6
// expect: answer
// expect: static <Ma N> hi 6
// expect: answer
// expect: MethodError: Num has no method 'call'
// expect: answer
// expect: TypeError: timeout must be a Num of seconds, not Str
// expect: TypeError: timeout must be a Num of seconds, not Str
// expect: TypeError: timeout must be a Num of seconds, not Str
// expect: ArgumentError: join() has no parameter 'tmeout'
// expect: ArgumentError: join() has no parameter 'tmeout'
// expect: ArgumentError: join() has no parameter 'tmeout'
// expect: ArgumentError: Ma.join() takes 0 arguments, not 1
// expect: ArgumentError: Ma.join() takes 0 arguments, not 1
// expect: ArgumentError: Ma.join() takes 0 arguments, not 1
// expect: ArgumentError: Ma.call() takes 1 argument, not 0
// expect: ArgumentError: Ma.call() takes 1 argument, not 0
// expect: ArgumentError: Ma.call() takes 1 argument, not 0
// expect: over
// expect: over
// expect: over
// expect: answer
// expect: answer
// expect: answer
// expect: ArgumentError: Ma.spawn() has no parameter 'nme'
// expect: ArgumentError: Ma.spawn() has no parameter 'nme'
// expect: ArgumentError: Ma.spawn() has no parameter 'nme'
// expect: 3
// expect: 3
// expect: 3
