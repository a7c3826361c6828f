// A timer for a maatine that is gone does nothing.
let p = ma { 1 }
p.join
Ma.send_after(0.01, p, 'x')
sleep 0.05
say 'fine'       // expect: fine
