// ['put', key, value] matches an Array of just that shape.
fn f(v) { given v { when ['put', key, value] { "{key}={value}" } when ['put', _] { 'short' } when [] { 'empty' } default { 'no' } } }
say f(['put', 'a', 1]), ' ', f(['put', 'a']), ' ', f([]), ' ', f(['put', 1, 2, 3]), ' ', f('put')
// expect: a=1 short empty no no
