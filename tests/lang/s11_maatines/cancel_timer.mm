// Ma.cancel_timer says whether the timer was still running (R48).
let me = Ma.self
let t = Ma.send_after(0.3, me, 'never')
say Ma.cancel_timer(t)                                          // expect: true
say Ma.cancel_timer(t)                                          // expect: false
say receive { when m { m } } after 0.4 { 'nothing' }            // expect: nothing
let u = Ma.send_after(0, me, 'soon')
receive { when 'soon' { say Ma.cancel_timer(u) } }              // expect: false
