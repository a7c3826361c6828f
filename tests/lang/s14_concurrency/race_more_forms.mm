// Nested functions, parallel for, pmap, destructuring, paths of an instance; the help line.
class P { field xs :rw = []; field n :rw = 0 }
let p = P.new
let q = 0
let r = 0
let xs = [1]
concurrent {
    spawn { p.n = 1 }                         // expect error: 8:13: error: data race
    spawn { p.xs.push(1) }                    // expect error: 9:13: error: data race
    spawn { (q, r) = (1, 2) }                 // expect error: 10:14: error: data race
    spawn { let f = { q = 1 }; f() }          // expect error: 11:23: error: data race
    // expect error: help: send it over a channel, return it, or declare it `shared let`
}
parallel for ^3 -> i { q += i }               // expect error: 14:24: error: data race
xs.pmap {|x| q += x }                         // expect error: 15:14: error: data race
xs.pgrep {|x| xs.push(x) }                    // expect error: 16:15: error: data race
