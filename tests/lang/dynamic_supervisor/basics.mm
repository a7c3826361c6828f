// Similar children that come and go.
// flags: --sched-seed 7
use DynamicSupervisor
let me = Ma.self
fn session(room, user) { me <- [room, user, Ma.self]; receive { when 'end' { 1 } when 'crash' { exit_ma('crash') } } }
let s = DynamicSupervisor.start_link({run => session, args => ['lobby'], restart => 'transient'})
let a = DynamicSupervisor.start_child(s, ['ann'])
let b = DynamicSupervisor.start_child(s, ['bob'])
let got = []
for ^2 { receive { when [room, user, p] { got.push("{room} {user} {p == a || p == b}") } } }
for got.sort -> line { say line }
// expect: lobby ann true
// expect: lobby bob true
say DynamicSupervisor.count(s)                              // expect: {specs => 2, active => 2}
a <- 'crash'
receive { when [_, user, p] { say user, ' again ', p == a } }    // expect: ann again false
say DynamicSupervisor.count(s)<active>                      // expect: 2
b <- 'end'
b.join
sleep 0.01
say DynamicSupervisor.count(s)                              // expect: {specs => 1, active => 1}
let c = DynamicSupervisor.children(s)[0]
say c<restart>, ' ', c<type>, ' ', c<ma>.is_alive           // expect: transient worker true
DynamicSupervisor.terminate_child(s, c<ma>)
say c<ma>.is_alive, DynamicSupervisor.count(s)<active>      // expect: false0
try { DynamicSupervisor.terminate_child(s, a) } catch ArgumentError { say 'no child' }     // expect: no child
DynamicSupervisor.stop(s)
