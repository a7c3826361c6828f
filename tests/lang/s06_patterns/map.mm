// A Map pattern matches a Map with at least those keys.
fn f(v) { given v { when {type => 'job', id => id} { "job {id}" } when {type => t} { "type {t}" } default { 'no' } } }
say f({type => 'job', id => 3, more => 1}), ', ', f({type => 'x'}), ', ', f({}), ', ', f([])
// expect: job 3, type x, no, no
