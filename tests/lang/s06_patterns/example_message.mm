// The example of the section on patterns.
let total = 10
fn handle(msg) {
    given msg {
        when ['add', Num -> n] { total += n }
        when 'get' | 'read'    { total }
        default                { die "unknown message {msg.dump}" }
    }
}
say handle(['add', 5])    // expect: 15
say handle('get')         // expect: 15
say handle('read')        // expect: 15
try { handle(['add', 'x']) } catch e { say e.message } // expect: unknown message ['add', 'x']
