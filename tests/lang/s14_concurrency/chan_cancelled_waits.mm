// What a cancelled sender offered never comes; what would have gone to a cancelled receiver goes to the next.
// flags: --sched-seed 7
let c = Chan.new
let w = Work.does { try { c <- 'lost' } finally { nil } }
sleep 0.02
w.cancel
try { w.result } catch Cancelled { say 'c1' }    // expect: c1
say c.try_recv      // expect: [false, nil]
let w2 = Work.does { select { when c <- 'lost2' { 'sent' } after 50 { 'late' } } }
sleep 0.02
w2.cancel
try { w2.result } catch Cancelled { say 'c2' }    // expect: c2
say c.try_recv      // expect: [false, nil]
// a receiver cancelled: the value goes to the next
let r1 = Work.does { <-c }
let r2 = Work.does { sleep 0.01; <-c }
sleep 0.03
r1.cancel
c <- 'v'
say r2.result       // expect: v
