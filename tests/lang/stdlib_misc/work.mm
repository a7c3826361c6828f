// Work.does, result, status, then, catch (R40).
let w = Work.does { 6 * 7 }
say w.result, ' ', w.status                                    // expect: 42 Done
say w.then({|v| v + 1 }).result                                // expect: 43
let f = Work.does { die 'failed' }
try { f.result } catch e { say e.message, ' ', f.status }      // expect: failed Failed
say f.catch({|e| 'caught ' + e.message }).result               // expect: caught failed
say w.catch({|e| 'not used' }).result                          // expect: 42
try { f.then({|v| 'not used' }).result } catch e { say e.message }   // expect: failed
