// Who has opened a file, who holds and waits for a shared variable, tasklocals: all by name.
use File
use Proc
use Observer
fn owner(path) {
    let all = Observer.files.grep {|f| f<is>.has(path) }
    all.len > 0 ? all[0]<label> : nil
}
let path = "/tmp/maat-test-{Proc.pid}-holders"
let keeper = Ma.spawn({
    let f = File.open(path, 'w')
    receive { when 'close' { f.close } }
    receive { when 'end' { nil } }
}, label => 'keeper')
fn soon(f) { let n = 0; while !f() and n < 6000 { sleep 0.01; n += 1 }; f() }
say soon({ owner(path) == 'keeper' })                // expect: true
keeper <- 'close'
say soon({ owner(path) === nil })                    // expect: true
let other = Ma.spawn({ let f = File.open(path, 'r'); receive { when 'end' { nil } }; f.close }, label => 'other')
say soon({ owner(path) == 'other' })                 // expect: true
Ma.exit(other, 'kill')
say soon({ owner(path) === nil })                    // expect: true
File.delete(path)

tasklocal let request = 7
request = [request]
say Observer.info(Ma.self)<tasklocals>                // expect: [{tasklocal => 'request', value => '[7]'}]
let heir = Ma.spawn({ receive { when 'end' { nil } } })
say Observer.info(heir)<tasklocals>[0]<tasklocal>     // expect: request

let stock = 1
fn slow { receive { when 'go' { 1 } } }
let holder = Ma.spawn({ stock = stock + slow() }, label => 'holder')
soon({ Observer.info(holder)<info><waiting_for> == 'a message' })
let late = Ma.spawn({ stock = stock + 1 }, label => 'late')
soon({ Observer.shared.any {|v| v<variable> == 'stock' } })
let v = Observer.shared.grep {|v| v<variable> == 'stock' }[0]
say [v<label>, v<waiters>, v<waiting> == "{late.id} late", v<holder> === holder]   // expect: ['holder', 1, true, true]
holder <- 'go'
exit 0
