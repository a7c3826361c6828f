// A task that ends by an exit has failed (R90); what its siblings fail with is in .suppressed of that ExitError, as of any other error.
let begun = Chan.new(buffer => Inf)
fn waits(text) { try { begun <- Ma.self; sleep 600 } catch Cancelled { die text } }
fn show(f) { try { f() } catch ExitError -> e { say e.reason, ' ', e.suppressed.map {|x| x.message } } }
show({|| concurrent { spawn waits('one'); spawn { <-begun; exit_ma('an exit') } } })                 // expect: an exit ['one']
show({|| concurrent {
    spawn waits('two')
    <-begun
    spawn { begun <- Ma.self; sleep 600 }
    Ma.exit(<-begun, 'kill')
} })                                                                                                // expect: killed ['two']
// The same error, raised again, keeps what it has.
try { concurrent { spawn waits('three'); spawn { <-begun; exit_ma('again') } } }
catch e { try { die e } catch f { say f.suppressed.len } }                                          // expect: 1
