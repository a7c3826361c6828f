// A key in a Map pattern must be present; its value may be nil (R31).
fn f(v) { given v { when {a => nil} { 'nil there' } when {b => x} { "b {x}" } default { 'absent' } } }
say f({a => nil}), ', ', f({b => nil}), ', ', f({c => 1})  // expect: nil there, b nil, absent
