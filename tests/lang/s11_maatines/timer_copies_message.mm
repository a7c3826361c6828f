// The message of a timer is copied when the timer is made.
let xs = [1]
Ma.send_after(0.02, Ma.self, xs)
xs.push(2)
receive { when v { say v } }     // expect: [1]
