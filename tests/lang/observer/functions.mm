// Each command of the shell has its function here, which gives its table as a value.
use Observer
use File
use Proc
let done = []
// The columns of what a command gives, if it has rows at all.
fn shape(v) { v isa Map ? v.keys.sort.join(' ') : v isa Array ? (v.len > 0 ? shape(v[0]) : 'none') : "{v}".len > 40 ? 'text' : "{v}" }
fn show(command, v) { done.push(command); say command, ': ', shape(v) }
let p = Ma.spawn({ receive { when 'go' { nil } } }, label => 'idler', name => 'idler')
let svg = "/tmp/maat-test-{Proc.pid}.svg"
let dump = "/tmp/maat-test-{Proc.pid}.dump"
show('ps', Observer.ps)   // expect: ps: age at id label mailbox memory name reductions state wait waiting_for
show('top', Observer.top('memory', n => 1, window => 0.01))   // expect: top: at id label mailbox memory messages/s name reductions/s state wait
show('tree', Observer.tree)   // expect: tree: depth id maatine mailbox memory owner restarts
show('info', Observer.info(p))   // expect: info: gc info stack ties
show('stack', Observer.stack(p))   // expect: stack: at function
show('mailbox', Observer.mailbox(p, 1))   // expect: mailbox: messages shapes
show('links', Observer.links(p))   // expect: links: none
show('gc', Observer.gc(p))   // expect: gc: copied fragments large majors minors offheap old pause_max pause_sum young
show('waits', Observer.waits)   // expect: waits: none
show('program', Observer.program)   // expect: program: build dead_letters maatines name pid program resident schedulers started up
show('names', Observer.names)   // expect: names: id name
show('chans', Observer.chans)   // expect: chans: none
show('shared', Observer.shared)   // expect: shared: none
show('sockets', Observer.sockets)   // expect: sockets: none
show('files', Observer.files)   // expect: files: fd is label owner
show('timers', Observer.timers)   // expect: timers: none
show('sched', Observer.sched(0.01))   // expect: sched: busy high low queue reductions/s scheduler slices/s state steals/s stolen/s timers wakeups/s
show('mem', Observer.mem)   // expect: mem: memory types
show('mem strings', Observer.strings)   // expect: mem strings: none
show('modules', Observer.modules)   // expect: modules: classes code file functions library module
show('flags', Observer.flags)   // expect: flags: from help live name value
show('set', Observer.set('warn-mailbox', 0))   // expect: set: flag value
show('log', Observer.log(3) isa Array)   // expect: log: true
show('tombstones', Observer.tombstones)   // expect: tombstones: none
show('restarts', Observer.restarts)   // expect: restarts: none
show('events', Observer.events)   // expect: events: none
show('suspend', Observer.suspend(p))   // expect: suspend: done id
show('resume', Observer.resume(p))   // expect: resume: done id
show('send', Observer.send(p, "['put', 6 * 7]"))   // expect: send: done id
show('eval', Observer.eval('1 + 1'))   // expect: eval: 2
show('trace', Observer.trace(['spawns'], of => p, secs => 0.02))   // expect: trace: none
show('profile', Observer.profile(0.02, 'waits'))   // expect: profile: count share stack
show('profile svg', Observer.flame(0.02, svg))   // expect: profile svg: file samples
show('dump', Observer.dump(dump))   // expect: dump: file
show('prometheus', Observer.prometheus)   // expect: prometheus: text
show('help', Observer.help)   // expect: help: command does
show('kill', Observer.kill(p))   // expect: kill: done id
say File.read(svg).has('<svg'), ' ', File.read_bytes(dump).len > 1000   // expect: true true
File.delete(svg)
File.delete(dump)
say Observer.help('top')<example>                                   // expect: top memory 10 1s
say Observer.help.map({|c| c<command>.split(' ')[0] }).grep({|c| !done.any({|d| d == c }) })   // expect: []
exit 0
