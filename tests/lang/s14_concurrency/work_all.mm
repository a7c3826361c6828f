// Work: does, result, status, then, catch, done, failed, allof, anyof, abide (section 14, R40).
let w = Work.does { 6 * 7 }
say w.result, ' ', w.status, ' ', w.result                       // expect: 42 Done 42
let slow = Work.does { sleep 10; 1 }
say slow.status                                                  // expect: Do
slow.cancel
let bad = Work.does { die 'broken' }
try { bad.result } catch e { say e.message }                     // expect: broken
say bad.status                                                   // expect: Failed
say w.then({|v| v + 1 }).result                                  // expect: 43
say w.then {|v| v + 1 }.then {|v| v * 2 }.result                 // expect: 86
say bad.catch({|e| "caught {e.message}" }).result                // expect: caught broken
say w.catch({|e| 'never' }).result                               // expect: 42
try { bad.then({|v| 'never' }).result } catch e { say e.message }    // expect: broken
say bad.then({|v| 1 }).catch({|e| e.message }).then({|m| m.uc }).result    // expect: BROKEN
say Work.done(5).result, ' ', Work.done(5).status                // expect: 5 Done
try { Work.failed(TypeError.new(message => 'no')).result } catch TypeError -> e { say e.message }   // expect: no
say Work.failed(Error.new(message => 'x')).status                // expect: Failed
say Work.allof([Work.done(1), Work.does { sleep 0.02; 2 }]).result   // expect: true
say Work.allof([Work.done(1), Work.failed(Error.new)]).result    // expect: true
say Work.anyof([Work.does { sleep 5; 'slow' }, Work.does { sleep 0.01; 'quick' }]).result    // expect: quick
try { Work.anyof([Work.does { sleep 5 }, Work.does { die 'first' }]).result } catch e { say e.message }  // expect: first
say (abide Work.done(1), Work.done(2))                           // expect: [1, 2]
say abide Work.does { 'one' }                                    // expect: one
let v = abide Work.done([1])
say v                                                            // expect: [1]
say w isa Work, ' ', "{w}".starts('<Work')                       // expect: true true
try { abide Work.done(1), bad } catch e { say e.message }        // expect: broken
try { w.then({|v| die 'in then' }).result } catch e { say e.message }   // expect: in then
say Work.allof([]).result                                        // expect: true
exit 0
