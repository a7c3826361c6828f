// sleep secs and 5.sleep suspend the caller.
let t = Time.mono
sleep 0.05
0.05.sleep
say Time.mono - t >= 0.09     // expect: true
sleep 0
sleep -1
say 'awake'                   // expect: awake
try { sleep 'x' } catch TypeError { say 'type' }   // expect: type
