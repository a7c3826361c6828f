// Ma.call: answers of every kind, errors of the server, names, a reply by another one, late answers dropped, calls of an own server inside.
// flags: --sched-seed 7
let me = Ma.self
let p = ma { loop { receive { when ['call', from, ['echo', v]] { reply(from, v) } when ['call', from, 'die'] { die 'in server' } when ['call', from, 'pass'] { ma { reply(from, 'by another') } } when ['call', from, 'late'] { sleep 0.05; reply(from, 'late') } when ['call', from, 'exit'] { exit_ma('gone') } } } }
for [nil, false, [1, [2]], {a => 1}, 'x' * 1000] -> v { print Ma.call(p, ['echo', v]) == v, ' ' }
say ''                                                            // expect: true true true true true 
say Ma.call(p, 'pass')                                            // expect: by another
try { Ma.call(p, 'late', timeout => 0.01) } catch e { say e.^name }       // expect: TimeoutError
sleep 0.1
say Ma.call(p, ['echo', 'after'])                                 // expect: after
say receive { when x { x } after 0 { 'no late answer' } }         // expect: no late answer
Ma.register('p', p)
say Ma.call('p', ['echo', 1]), ' ', p.call(['echo', 2])           // expect: 1 2
try { Ma.call('nobody', 1) } catch e { say e.^name }              // expect: ArgumentError
try { Ma.call(p, 'exit') } catch ExitError -> e { say e.reason, ' ', e.ma == p }     // expect: gone true
try { Ma.call(p, 'x') } catch ExitError -> e { say e.reason }     // expect: noproc
let q = ma { receive { when ['call', f, 'die'] { die 'in server' } } }
try { Ma.call(q, 'die') } catch ExitError -> e { say e.reason.message, ' ', e.reason isa Error }     // expect: in server true
try { Ma.call(5, 1) } catch e { say e.^name }                     // expect: TypeError
let k = ma { receive { when ['call', f, 'x'] { reply(f, 1); reply(f, 2) } } }
say Ma.call(k, 'x')                                               // expect: 1
try { reply(5, 1) } catch e { say e.^name }                       // expect: TypeError
// expect error: in server
// expect status: 0
