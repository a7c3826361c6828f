// Number, string, nil and Bool patterns match an equal value.
fn f(v) { given v { when 42 { 'num' } when 'get' { 'str' } when nil { 'nil' } when true { 'true' } when -1 { 'minus' } default { 'other' } } }
say f(42), ' ', f(42.0), ' ', f('get'), ' ', f(nil), ' ', f(true), ' ', f(-1), ' ', f(false)
// expect: num num str nil true minus other
