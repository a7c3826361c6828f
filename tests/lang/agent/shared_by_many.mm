// Many maatines may use it: updates are one after the other.
use Agent
let a = Agent.start(0, name => 'counter')
let ps = ma for ^20 { for ^50 { a.update {|n| n + 1 } } }
for ps -> p { p.join }
say a.get                       // expect: 1000
say Ma.whereis('counter') == a.server     // expect: true
a.stop
