// Large arrays of Strs and of doubles are sorted by numbers that stand for them; the order must be that of comparing, and stable.

fn rnd(x) { x * 16807 % 2147483647 }

fn numbers(n) {
    let x = 42
    (^n).map {|_i| x = rnd(x); x }
}

fn agrees(xs) { xs.sort == xs.sort({|a, b| a <=> b }) }

// In order, and a permutation.
fn ordered(xs) {
    let s = xs.sort
    (1..^s.len).all({|i| s[i - 1] <= s[i] }) && s.tally == xs.tally
}

let ns = numbers(3000)
say agrees(ns.map {|n| n / 7 - 1e8 })
say agrees(ns.map {|n| n % 2 == 0 ? n : -n / 3 })
say agrees(ns.map {|n| (n % 1000 - 500) * 1e300 })
say ordered(ns.map {|n| n % 3 == 0 ? 2 ** 70 + n : n / 2 })
say agrees(ns.map {|n| "key:{n}" })
say agrees(ns.map {|n| "a long beginning that all of them have {n % 100}" })
say agrees(ns.map {|n| 'x' * (n % 40) })
say agrees(ns.map {|n| "same eight bytes"[0..^(n % 17)] + "\0" * (n % 3) })
say agrees(ns.map {|n| n % 5 == 0 ? '' : (n % 0x2fff + 0x20).chr + "{n % 10}" })
say agrees(ns.map {|n| "ünï{n % 7}cödé" })
// expect: true
// expect: true
// expect: true
// expect: true
// expect: true
// expect: true
// expect: true
// expect: true
// expect: true
// expect: true

// Equal keys keep their order: whole and broken zeros, doubles, strings.
let pairs = (^3000).map {|i| [[0.0, -0.0, 1.5][i % 3], i] }
let by = pairs.sort_by {|p| p[0] }
say (1..^3000).all {|i| by[i - 1][0] < by[i][0] || (by[i - 1][0] == by[i][0] && by[i - 1][1] < by[i][1]) }
let named = (^3000).map {|i| ["name that is long {i % 9}", i] }.sort_by {|p| p[0] }
say (1..^3000).all {|i| named[i - 1][0] < named[i][0] || (named[i - 1][0] == named[i][0] && named[i - 1][1] < named[i][1]) }
// expect: true
// expect: true

// NaN stands behind, infinities at the ends.
let odd = ns.map({|n| n % 10 == 0 ? NaN : n % 11 == 0 ? -Inf : n % 13 == 0 ? Inf : n / 3 }).sort
let nans = odd.count(:.is_nan)
say nans > 0 && odd.tail(nans).all(:.is_nan) && odd[0] == -Inf && odd[odd.len - nans - 1] == Inf
// expect: true

// A comparison by a function: any length, in order before, and the other way round.
say (^40).all {|n| (^n).map({|i| i * 7 % 13 }).sort({|a, b| a <=> b }) == (^n).map({|i| i * 7 % 13 }).sort }
say (^1000).array.sort({|a, b| a <=> b }) == (^1000).array
say (^1000).array.sort({|a, b| b <=> a }) == (^1000).array.rev
// expect: true
// expect: true
// expect: true
