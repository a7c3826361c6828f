// An Error can be kept, passed and compared without being raised.
let e = Error.new(message => 'kept')
fn f(x) { x.message }
say f(e), ' ', [e].len, ' ', e == e     // expect: kept 1 true
