// with tests for non-nil and sets the topic _.
fn lookup(k) { {a => 0}{k} }
with lookup('a') { say "found {_}" } else { say 'none' }  // expect: found 0
with lookup('b') { say _ } else { say 'none' }            // expect: none
with nil { say 1 } orwith false { say "or {_}" }          // expect: or false
