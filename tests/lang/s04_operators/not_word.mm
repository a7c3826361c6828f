// not binds looser than comparison and assignment (R24).
let a = 1
say (not a == 2)        // expect: true
say (not a == 1)        // expect: false
if not a == 2 { say 'differs' } // expect: differs
