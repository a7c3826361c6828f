// w.cancel cancels a Work.
let w = Work.does { sleep 5; 1 }
w.cancel
try { w.result } catch Cancelled { say 'cancelled' }     // expect: cancelled
say w.status                                             // expect: Failed
