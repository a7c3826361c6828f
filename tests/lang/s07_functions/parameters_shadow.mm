// Parameters hide outer names; closures in defaults see earlier parameters.
let a = 'outer'
fn f(a, g = {|| a }) { g() }
say f('inner'), a      // expect: innerouter
