// A timer that runs can wake one: the program goes on.
Ma.send_after(0.05, Ma.self, 'timer')
receive { when m { say m } }     // expect: timer
