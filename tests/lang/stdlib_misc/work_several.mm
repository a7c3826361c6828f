// abide, Work.allof, Work.anyof, Work.done, Work.failed (R40).
let a = Work.does { 1 }
let b = Work.does { 2 }
say (abide a), ' ', (abide a, b)            // expect: 1 [1, 2]
say Work.allof([a, b]).result               // expect: true
say Work.anyof([a]).result                  // expect: 1
say Work.done(5).result                     // expect: 5
try { Work.failed(Error.new(message => 'f')).result } catch e { say e.message }   // expect: f
