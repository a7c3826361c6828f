// Who waits for standard input does not stop the others.
use Proc
let me = Ma.self
ma { let line = Proc.read_line; me <- ['line', line] }
ma { me <- 'other' }
let got = []
for ^2 { receive { when m { got.push(m) } } after 5 { } }
say got.len        // expect: 2
