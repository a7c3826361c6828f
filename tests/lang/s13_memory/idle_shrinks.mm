// flags: --idle-shrink 0.05
// timeout: 90
// A maatine that waits gets small without being spoken to, wherever it waits; what it has stays as it was.
class Box { field name :ro; field to :ro; meth final { to <- ['final', name] } }
let me = Ma.self

fn churn(n) { let xs = (^n).map {|i| "text {i} and more" }; xs.len }
fn deep(n) { if n == 0 { return churn(1000) } deep(n - 1) + 1 }
fn burst { churn(20_000); deep(500); Ma.info(Ma.self, 'memory') > 50_000 }
// Waits until p holds less than `most`, for much longer than that takes.
fn falls_below(p, most) {
    for ^1000 {
        return 'small' if Ma.info(p, 'memory') < most
        sleep 0.02
    }
    "still {Ma.info(p, 'memory')}"
}

// At a receive; a small heap becomes what lives in it.
let a = ma {
    let keep = [1, ['two', {three => 'v' + '3'}]]
    me <- ['grown', burst()]
    receive { when 'show' { me <- ['kept', keep] } }
}
say receive { when ['grown', b] { b } }                     // expect: true
say falls_below(a, 2500)                                    // expect: small
a <- 'show'
say receive { when ['kept', x] { x } }                      // expect: [1, ['two', {three => 'v3'}]]

// Again and again, deep in calls, with a weak reference and a finalizer.
fn serve(keep, weak, n) {
    receive {
        when 'again' { burst(); me <- ['grown', n]; serve(keep, weak, n + 1) + 1 }
        when 'show' { me <- ['kept', keep[0].name, weak.get == keep[1], n]; receive { when 'end' { 0 } } }
    }
}
let b = ma { let keep = [Box.new(name => 'b', to => me), [1, 2]]; serve(keep, WeakRef.new(keep[1]), 0) }
for ^4 -> i {
    b <- 'again'
    receive { when ['grown', (i)] {} }
    say falls_below(b, 20_000)                              // expect: small
                                                            // expect: small
                                                            // expect: small
                                                            // expect: small
}
b <- 'show'
say receive { when ['kept', *x] { x } }                     // expect: ['b', true, 4]
b <- 'end'
say receive { when ['final', x] { x } }                     // expect: b

// Asleep, at a channel, joining, calling, waiting for a task and with a timeout.
let ch = Chan.new
let c = ma { burst(); me <- 'c'; say <-ch; me <- 'done' }
let d = ma { burst(); me <- 'd'; c.join; me <- 'done' }
let e = ma { burst(); me <- 'e'; receive { when 'never' {} } after 1000 {} }
let f = ma { burst(); me <- 'f'; sleep 1000 }
let g = ma { burst(); me <- 'g'; say Ma.call(e, 'q', timeout => 1000) }
for ^5 { receive { when Str {} } }
for [c, d, e, f, g] -> p { say falls_below(p, 2500) }       // expect: small
                                                            // expect: small
                                                            // expect: small
                                                            // expect: small
                                                            // expect: small
ch <- 'from the channel'                                    // expect: from the channel
for ^2 { receive { when 'done' {} } }

// Of much the part that lives stays; what died goes, in steps.
fn fill(m) { m<list> = (^40_000).map {|i| ["value {i}", i] } }
fn thin(m) { let all = m<list>; m<list> = (^100).map {|i| all[400 * i] } }
// Registers that calls have left behind may still refer to the old list: other values take their place.
fn forget { let a = 1; let b = 2; let c = 3; let d = 4; let e = [a, b, c, d].map {|x| x + 1 }; e.len + a + b + c + d }
let h = ma {
    let m = {}
    fill(m)
    me <- 'h'
    receive { when 'thin' { thin(m); forget(); me <- 'h' } }
    receive { when 'show' { let l = m<list>; me <- ['kept', l.len, l[0], l[99]] } }
}
receive { when 'h' {} }
h <- 'thin'
receive { when 'h' {} }
say falls_below(h, 300_000)                                 // expect: small
h <- 'show'
say receive { when ['kept', *x] { x } }                     // expect: [100, ['value 0', 0], ['value 39600', 39600]]
exit 0
