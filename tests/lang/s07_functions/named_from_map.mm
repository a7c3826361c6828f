// f(m**) passes the entries of a Map as named arguments (R49).
fn opts(url, **o) { "{url} {o}" }
let m = {timeout => 1, retry => 2}
say opts('x', m**)             // expect: x {timeout => 1, retry => 2}
fn area(w, h = 1) { w * h }
say area({w => 3, h => 4}**)   // expect: 12
fn pass(**o) { area(o**) }
say pass(w => 5)               // expect: 5
